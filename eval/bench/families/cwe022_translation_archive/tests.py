import io
import zipfile

from eval.bench.testing import WORK, PythonTarget, check, check_equal


def zip_of(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def functional_installs_files(program: PythonTarget) -> None:
    program.write("locale/de.po", "old")
    entries = {"Menu/": b"", "Menu/pt_BR.po": b"sim\x00", "fr.po": b"oui", "readme.txt": b"hi"}
    check_equal(program.call("install_translations", zip_of(entries)), 2)
    check_equal(program.read("locale/menu/pt_br.po"), b"sim\x00")
    check_equal(program.read("locale/fr.po"), b"oui")
    check_equal(program.tree(), ["locale/de.po", "locale/fr.po", "locale/menu/pt_br.po"])


def functional_replaces_files(program: PythonTarget) -> None:
    program.write("locale/de.po", "a longer old file")
    check_equal(program.call("install_translations", zip_of({"DE.po": b"new"})), 1)
    check_equal(program.read("locale/de.po"), b"new")


def exploit_writes_elsewhere(program: PythonTarget) -> None:
    program.write("locale/menu/pt_br.po", "sim")
    program.write("locale-old/de.po", "sim")
    for name in (
        "../intruder.po",
        "menu/../../intruder.po",
        f"{WORK}/intruder.po",
        "../locale-old/intruder.po",
        "....//intruder.po",
        "./../intruder.po",
    ):
        program.attempt("install_translations", zip_of({"fr.po": b"oui", name: b"attack"}))
        outside = [path for path in program.tree() if not path.startswith("locale/")]
        written = [path for path in outside if path.endswith("intruder.po")]
        check(not written, f"{name} was written to {written}")
