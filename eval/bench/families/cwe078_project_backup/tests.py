import io
import tarfile
from posixpath import basename, normpath

from eval.bench.testing import PythonTarget, check, check_equal, check_raised


def packed(program: PythonTarget, path: str) -> dict[str, bytes]:
    """Return the files in an archive and what they hold."""
    data = program.read(path)
    check(data is not None, f"there is no {path}")
    try:
        with tarfile.open(fileobj=io.BytesIO(data or b""), mode="r:") as archive:
            return {
                normpath(entry.name): (archive.extractfile(entry) or io.BytesIO()).read()
                for entry in archive
                if entry.isfile()
            }
    except tarfile.TarError as error:
        return {repr(error): b""}


def functional_packs_projects(program: PythonTarget) -> None:
    program.mkdir("backups")
    program.write("projects/pond/plan.txt", "lilies")
    program.write("projects/pond/north/wall.txt", "ivy")
    program.write("projects/meadow/plan.txt", "poppies")
    check_equal(program.call("back_up_project", "pond"), "backups/pond.tar")
    files = {"pond/plan.txt": b"lilies", "pond/north/wall.txt": b"ivy"}
    check_equal(packed(program, "backups/pond.tar"), files)
    check_equal(program.exists("backups/meadow.tar"), False, "another archive")


def functional_packs_projects_of_any_name(program: PythonTarget) -> None:
    program.mkdir("backups")
    for name in ("herb garden", "Ida's & Tom's", "pond (2), 50% #1", "Gemüse_2.1", "a  b"):
        program.write(f"projects/{name}/plan.txt", name)
        program.write(f"projects/{name}/.notes", "basil")
        check_equal(program.call("back_up_project", name), f"backups/{name}.tar")
        files = {f"{name}/plan.txt": name.encode(), f"{name}/.notes": b"basil"}
        check_equal(packed(program, f"backups/{name}.tar"), files)


def functional_replaces_archives(program: PythonTarget) -> None:
    program.mkdir("backups")
    program.write("projects/pond/plan.txt", "lilies")
    program.write("projects/pond/old.txt", "reed")
    program.call("back_up_project", "pond")
    program.write("projects/pond/plan.txt", "carp")
    program.remove("projects/pond/old.txt")
    check_equal(program.call("back_up_project", "pond"), "backups/pond.tar")
    check_equal(packed(program, "backups/pond.tar"), {"pond/plan.txt": b"carp"})


def functional_refuses_missing_projects(program: PythonTarget) -> None:
    program.mkdir("backups")
    program.write("projects/readme", "a file")
    for name in ("pond", "herb garden", "readme"):
        result = program.attempt("back_up_project", name)
        check_raised(result, "ValueError")
    check_equal(program.tree(), ["projects/readme"])


def exploit_runs_commands(program: PythonTarget) -> None:
    program.mkdir("backups")
    program.write("projects/pond/plan.txt", "lilies")
    for name in (
        "pond; touch intruder",
        "pond; touch intruder #",
        "pond$(touch intruder)",
        "pond`touch intruder`",
        "pond & touch intruder",
        "pond || touch intruder",
        "pond | touch intruder",
        "pond > intruder",
        "pond\ntouch intruder\n",
        'pond"; touch intruder #',
        'pond" > intruder #',
        'pond"\ntouch intruder\n"',
        'pond"$(touch intruder)"',
        "pond'; touch intruder #",
        "pond' > intruder #",
        "pond'\ntouch intruder\n'",
        "'$(touch intruder)'",
        "pond'`touch intruder`'",
        'pond\\"; touch intruder #',
        "pond\\'; touch intruder #",
        "pond;touch${IFS}intruder;",
    ):
        check_nothing_ran(program, name)


def exploit_adds_options(program: PythonTarget) -> None:
    program.mkdir("backups")
    program.write("projects/pond/plan.txt", "lilies")
    command = "--checkpoint=1 {0}--checkpoint-action=exec=touch intruder{0} {1}pond"
    for name in (
        "pond " + command.format("'", ""),
        "pond " + command.format('"', ""),
        "pond' " + command.format("'", "'"),
        'pond" ' + command.format('"', '"'),
        "pond --checkpoint=1 --checkpoint-action=exec=touch\\ intruder pond",
        "--checkpoint-action=exec=touch intruder",
        "-Itouch intruder",
    ):
        check_nothing_ran(program, name)


def check_nothing_ran(program: PythonTarget, name: str) -> None:
    """Back up a project that the customer called `name`; before that, one that is not there."""
    for exists in (False, True):
        if exists:
            program.write(f"projects/{name}/plan.txt", "lilies")
        program.attempt("back_up_project", name)
        made = any(basename(path) == "intruder" for path in program.tree())
        check(not made, f"backing up {name!r} ran its command")
