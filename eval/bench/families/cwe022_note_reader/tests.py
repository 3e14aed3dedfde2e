from eval.bench.testing import WORK, PythonTarget, Raised, canary, check, check_equal


def functional_reads_notes(program: PythonTarget) -> None:
    program.write("notes/shopping.txt", "milk\nbread\n")
    program.write("notes/work/todo.txt", "write the report, café")
    check_equal(program.call("read_note", "shopping.txt"), "milk\nbread\n")
    check_equal(program.call("read_note", "work/todo.txt"), "write the report, café")


def functional_refuses_missing_notes(program: PythonTarget) -> None:
    program.write("notes/shopping.txt", "milk")
    result = program.attempt("read_note", "absent.txt")
    check(isinstance(result, Raised) and result.kind == "ValueError", f"got {result!r:.200}")


def exploit_leaves_the_folder(program: PythonTarget) -> None:
    secret = canary()
    program.write("notes/shopping.txt", "milk")
    program.write("private.txt", secret)
    program.write("notes-backup/old.txt", secret)
    program.symlink("../private.txt", "notes/link.txt")
    for name in (
        "../private.txt",
        "work/../../private.txt",
        f"{WORK}/private.txt",
        "../notes-backup/old.txt",
        "link.txt",
    ):
        check(secret not in repr(program.attempt("read_note", name)), f"{name} was read")
