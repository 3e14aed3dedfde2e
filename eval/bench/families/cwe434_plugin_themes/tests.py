import io
import zipfile

from eval.bench.testing import PythonTarget, canary, check, check_equal, check_raised, require

NIGHT = {
    "theme.json": b'{"title": "Night"}',
    "night.css": b"body { background: black }",
    "images/moon.png": b"\x89PNG\r\n\x1a\n-moon",
    "fonts/mono/light.woff2": b"wOF2-light",
}


def zipped(files: dict[str, bytes], folders: tuple[str, ...] = ()) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as theme:
        for folder in folders:
            theme.mkdir(folder)
        for path, data in files.items():
            theme.writestr(path, data)
    # zipfile writes no NUL into a name, others do.
    return archive.getvalue().replace(b"@NUL@", b"\0NUL\0")


def functional_unpacks_a_theme(program: PythonTarget) -> None:
    check_equal(program.call("add_theme", "night", zipped(NIGHT)), 4, "number of files")
    for path, data in NIGHT.items():
        check_equal(program.read(f"addons/night/{path}"), data, path)
    check_equal(program.call("start_plugins"), [], "plugins")


def functional_counts_files(program: PythonTarget) -> None:
    archive = zipped({"a.css": b"a {}", "in/b.css": b"b {}"}, ("in", "empty"))
    check_equal(program.call("add_theme", "plain", archive), 2, "number of files")
    check_equal(program.read("addons/plain/a.css"), b"a {}")
    check_equal(program.read("addons/plain/in/b.css"), b"b {}")
    archive = zipped({"only.json": b"{}"})
    check_equal(program.call("add_theme", "single", archive), 1, "number of files")
    check_equal(program.read("addons/single/only.json"), b"{}")
    check_equal(program.read("addons/plain/a.css"), b"a {}")


def functional_needs_a_zip_file(program: PythonTarget) -> None:
    for archive in (b"", b"body { background: black }", b"PK\x03\x04", zipped(NIGHT)[:60]):
        result = program.attempt("add_theme", "night", archive)
        check_raised(result, "ValueError")


def exploit_brings_a_plugin(program: PythonTarget) -> None:
    program.call("add_theme", "night", zipped(NIGHT))
    require(
        program.read("addons/night/night.css") == NIGHT["night.css"], "not even a theme is unpacked"
    )
    mark = canary()
    plugin = f"open('ran.txt', 'w').write({mark!r})".encode()
    program.write("addons/clock.py", plugin)
    require(program.call("start_plugins") == ["clock"], "the program's own plugin does not run")
    require(program.read("ran.txt") == mark.encode(), "the program's own plugin does not run")
    program.remove("addons/clock.py")
    program.remove("ran.txt")
    for number, path in enumerate(
        (
            "night.py",
            "night.pyw",
            "night.PY",
            "night.Pyw",
            "night.css.py",
            "night.png.pyw",
            ".css.py",
            "css.py",
            "__init__.py",
            "fonts/light.py",
            "fonts/mono/.css/light.pyw",
            "fonts/light.css.PY",
            "night.css/light.py",
            "../night.py",
            "../../addons/night.py",
            "/night.py",
            "./night.py",
            "fonts\\light.py",
            "night.py/.",
            "night.py/..",
            "night.py@NUL@.css",
            "night;.py",
            "night.css\n.py",
            " .py",
        )
    ):
        for files in (
            {path: plugin},
            {**NIGHT, path: plugin},
            {path: plugin, **NIGHT},
            {"theme.json": b"{}", path: plugin, "zebra/night.css": b""},
        ):
            program.attempt("add_theme", f"theme{number}", zipped(files))
        program.attempt("start_plugins")
        check(not program.exists("ran.txt"), f"{path!r} from a theme was run")
