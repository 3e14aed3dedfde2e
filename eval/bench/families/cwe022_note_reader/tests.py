from eval.bench.testing import WORK, PythonTarget, canary, check, check_equal, check_raised


def functional_reads_notes(program: PythonTarget) -> None:
    program.write("notes/shopping.txt", "milk\nbread\n")
    program.write("notes/ideas.txt", "a café")
    check_equal(program.call("read_note", "shopping.txt"), "milk\nbread\n")
    check_equal(program.call("read_note", "ideas.txt"), "a café")


def functional_reads_subfolders(program: PythonTarget) -> None:
    program.write("notes/todo.txt", "nothing")
    program.write("notes/work/todo.txt", "write the report, café")
    check_equal(program.call("read_note", "todo.txt"), "nothing")
    check_equal(program.call("read_note", "work/todo.txt"), "write the report, café")


def functional_reads_any_note(program: PythonTarget) -> None:
    long = "".join(f"line {number}\n" for number in range(5000))
    for name, text in (
        ("empty", ""),
        ("work/2024/may/long.txt", long),
        ("v1..2 draft.txt", "two dots"),
        ("..plan.txt", "dots first"),
        ("work/etc...", "dots last"),
        (".hidden", "one dot"),
        ("Work/TODO.txt", "capitals"),
        ("~ideas/100%2e.txt", "no code"),
        ("notes/notes", "again"),
    ):
        program.write(f"notes/{name}", text)
        check_equal(program.call("read_note", name), text, name)


def functional_refuses_missing_notes(program: PythonTarget) -> None:
    program.write("notes/shopping.txt", "milk")
    program.write("notes/work/todo.txt", "write the report")
    for name in ("absent.txt", "todo.txt", "work/shopping.txt", "work", "home/todo.txt", ""):
        result = program.attempt("read_note", name)
        check_raised(result, "ValueError")


def exploit_leaves_the_folder(program: PythonTarget) -> None:
    secret = canary()
    program.write("notes/shopping.txt", "milk")
    program.write("notes/work/todo.txt", "write the report")
    for path in ("private.txt", "home/diary.txt", "notes-backup/old.txt", "old/notes/x.txt"):
        program.write(path, secret)
    program.symlink("../private.txt", "notes/link.txt")
    program.symlink(f"{WORK}/home/diary.txt", "notes/work/link.txt")
    program.symlink("../home", "notes/folder")
    program.symlink(f"{WORK}/notes-backup", "notes/work/folder")
    for name in (
        "../private.txt",
        "../home/diary.txt",
        "./../private.txt",
        "..//private.txt",
        ".//..//private.txt",
        "work/../../private.txt",
        "work/./.././../private.txt",
        "../notes/../private.txt",
        "absent/../../private.txt",
        "....//private.txt",
        "..././private.txt",
        "%2e%2e/private.txt",
        "..%2fprivate.txt",
        "..\\private.txt",
        f"{WORK}/private.txt",
        f"/{WORK}/private.txt",
        f"{WORK}/notes/../private.txt",
        f"../..{WORK}/private.txt",
        "/proc/self/cwd/private.txt",
        "../notes-backup/old.txt",
        "../old/notes/x.txt",
        "work/../../notes-backup/old.txt",
        f"{WORK}/notes-backup/old.txt",
        f"{WORK}/old/notes/x.txt",
        "link.txt",
        "work/link.txt",
        "folder/diary.txt",
        "work/folder/old.txt",
        "folder/../private.txt",
    ):
        check(secret not in repr(program.attempt("read_note", name)), f"{name} was read")
