import io
import zipfile

from eval.bench.testing import WORK, PythonTarget, check, check_equal


def zip_of(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def functional_installs_a_file(program: PythonTarget) -> None:
    check_equal(program.call("install_translations", zip_of({"fr.po": b"oui"})), 1)
    check_equal(program.read("locale/fr.po"), b"oui")
    check_equal(program.tree(), ["locale/fr.po"])


def functional_installs_files(program: PythonTarget) -> None:
    program.write("locale/de.po", "old")
    entries = {"Menu/": b"", "Menu/pt_BR.po": b"sim\x00", "fr.po": b"oui", "readme.txt": b"hi"}
    check_equal(program.call("install_translations", zip_of(entries)), 2)
    check_equal(program.read("locale/menu/pt_br.po"), b"sim\x00")
    check_equal(program.read("locale/fr.po"), b"oui")
    check_equal(program.tree(), ["locale/de.po", "locale/fr.po", "locale/menu/pt_br.po"])


def functional_makes_the_folder(program: PythonTarget) -> None:
    entries = {"Help/Index/A-Z/nl.po": b"ja", "Help/nl.po": b"", "po": b"x", "nl.po.txt": b"x"}
    check_equal(program.call("install_translations", zip_of(entries)), 2)
    check_equal(program.read("locale/help/index/a-z/nl.po"), b"ja")
    check_equal(program.read("locale/help/nl.po"), b"")
    check_equal(program.tree(), ["locale/help/index/a-z/nl.po", "locale/help/nl.po"])


def functional_replaces_files(program: PythonTarget) -> None:
    program.write("locale/de.po", "a longer old file")
    check_equal(program.call("install_translations", zip_of({"DE.po": b"new"})), 1)
    check_equal(program.read("locale/de.po"), b"new")
    check_equal(program.call("install_translations", zip_of({})), 0)
    check_equal(program.tree(), ["locale/de.po"])


def functional_takes_any_name(program: PythonTarget) -> None:
    names = ("v1..2/Es.po", "..es.po", "Es...po", ".hidden/es.po", "~/100%2e.po", "locale/É s.po")
    entries = {name: name.encode() for name in names}
    check_equal(program.call("install_translations", zip_of(entries)), len(names))
    for name, content in entries.items():
        check_equal(program.read(f"locale/{name.lower()}"), content, name)
    check_equal(program.tree(), sorted(f"locale/{name.lower()}" for name in names))


def exploit_writes_elsewhere(program: PythonTarget) -> None:
    program.write("locale/menu/pt_br.po", "sim")
    for path in ("settings.po", "locale-old/de.po", "locale2.po", "home/de.po", "old/locale/de.po"):
        program.write(path, "sim")
    before = program.tree()
    for name in (
        "../intruder.po",
        "../settings.po",
        "../home/de.po",
        "../new/intruder.po",
        "./../intruder.po",
        "..//intruder.po",
        ".//..//intruder.po",
        "menu/../../intruder.po",
        "menu/./.././../settings.po",
        "absent/../../intruder.po",
        "Menu/../../home/de.po",
        "../Locale/../settings.po",
        f"{WORK}/intruder.po",
        f"/{WORK}/settings.po",
        f"{WORK}/locale/../intruder.po",
        f"../..{WORK}/intruder.po",
        "/proc/self/cwd/intruder.po",
        "../locale-old/intruder.po",
        "../locale-old/de.po",
        "../locale2.po",
        "../old/locale/de.po",
        "../old/locale/intruder.po",
        "menu/../../locale-old/intruder.po",
        f"{WORK}/locale-old/intruder.po",
        f"{WORK}/locale2.po",
        "....//intruder.po",
        "....//settings.po",
        "..././settings.po",
        "..\\settings.po",
        "%2e%2e/settings.po",
    ):
        for entries in ({"fr.po": b"oui", name: b"attack"}, {name: b"attack", "fr.po": b"oui"}):
            program.attempt("install_translations", zip_of(entries))
        inside = [path for path in program.tree() if path.startswith("locale/")]
        outside = [path for path in program.tree() if path not in inside]
        written = [path for path in outside if path not in before or program.read(path) != b"sim"]
        check(not written, f"{name} was written to {written}")
