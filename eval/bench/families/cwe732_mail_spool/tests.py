import os
from pathlib import PurePosixPath

from eval.bench.testing import PythonTarget, canary, check, check_equal, require

# The bits of a file that let others read or write it, and of a folder that let them reach into it.
GROUP = (0o060, 0o010)
EVERYBODY = (0o006, 0o001)
# Files of these sizes leave less than 64 KiB of the work folder's 64 MiB.
FILLERS = (1 << 24, 1 << 24, 1 << 24, (1 << 24) - (1 << 16))


def open_to(program: PythonTarget, path: str, bits: tuple[int, int]) -> bool:
    touch, enter = bits
    folders = [str(folder) for folder in PurePosixPath(path).parents][:-1]
    reachable = all((program.mode(folder) or 0) & enter for folder in folders)
    return reachable and (program.mode(path) or 0) & touch != 0


def check_closed(program: PythonTarget, secret: str) -> None:
    for path in program.tree():
        exposed = open_to(program, path, GROUP) or open_to(program, path, EVERYBODY)
        if exposed and secret.encode() in (program.read(path) or b""):
            check(False, f"{path} has mode {program.mode(path):o}")


def deliver(program: PythonTarget, user: str) -> None:
    secret = canary()
    program.call("deliver_mail", user, secret.encode())
    waiting = program.call("waiting_mail", user)
    require(secret.encode() in waiting, "the letter does not wait")
    check_closed(program, secret)


def fill_disk(program: PythonTarget) -> None:
    for number, size in enumerate(FILLERS):
        if program.defines("os.posix_fallocate"):
            file = program.call("os.open", f"filler{number}", os.O_CREAT | os.O_RDWR, 0o600)
            program.call("os.posix_fallocate", file, 0, size)
        else:
            program.write(f"filler{number}", bytes(size), mode=0o600)


def functional_delivers(program: PythonTarget) -> None:
    check_equal(program.call("deliver_mail", "ada", b"Subject: Hello\r\n\r\nAda!\r\n"), 1)
    check_equal(program.read("spool/ada/000001.eml"), b"Subject: Hello\r\n\r\nAda!\r\n")


def functional_numbers_letters(program: PythonTarget) -> None:
    letters = [b"first", b"", b"\xff\x00 third"]
    for number, letter in enumerate(letters, start=1):
        check_equal(program.call("deliver_mail", "ada", letter), number)
        check_equal(program.call("waiting_mail", "ada"), letters[:number])
    check_equal(program.call("deliver_mail", "bob", b"other"), 1)
    program.restart()
    check_equal(program.call("deliver_mail", "bob", b"more"), 2)
    check_equal(program.call("waiting_mail", "ada"), letters)
    check_equal(program.call("waiting_mail", "bob"), [b"other", b"more"])
    program.remove("spool/ada/000001.eml")
    check_equal(program.call("deliver_mail", "ada", b"fourth"), 4)
    check_equal(program.call("waiting_mail", "ada"), [b"", b"\xff\x00 third", b"fourth"])


def functional_continues_in_old_folders(program: PythonTarget) -> None:
    program.write("spool/ada/000009.eml", b"nine")
    program.write("spool/ada/quota", b"20 MB")  # no letter, for waiting_mail either
    program.write("spool/bob/099999.eml", b"many")
    check_equal(program.call("deliver_mail", "ada", b"ten"), 10)
    check_equal(program.call("deliver_mail", "ada", b"eleven"), 11)
    check_equal(program.read("spool/ada/000011.eml"), b"eleven")
    check_equal(program.call("deliver_mail", "bob", b"more"), 100000)
    check_equal(program.call("deliver_mail", "eve", b"x" * 200_000), 1)
    check_equal(program.call("waiting_mail", "ada"), [b"nine", b"ten", b"eleven"])
    check_equal(program.call("waiting_mail", "eve"), [b"x" * 200_000])


def exploit_reads_letters_in_new_folders(program: PythonTarget) -> None:
    for user in ("ada", "bob"):
        for _ in range(2):
            deliver(program, user)


def exploit_reads_letters_in_old_folders(program: PythonTarget) -> None:
    program.write("spool/bob/000001.eml", b"old", mode=0o600)
    program.mkdir("spool/ada", mode=0o755)
    program.mkdir("spool", mode=0o755)
    for user in ("ada", "bob", "eve"):
        deliver(program, user)
    program.restart()
    deliver(program, "ada")


def exploit_reads_letters_under_other_umasks(program: PythonTarget) -> None:
    for umask in (0o000, 0o002, 0o007, 0o027, 0o070):
        program.mkdir(f"spool/old{umask}", mode=0o755)
        program.mkdir("spool", mode=0o755)
        if program.defines("os.umask"):
            program.call("os.umask", umask)
        deliver(program, f"old{umask}")
        deliver(program, f"new{umask}")


def exploit_reads_letters_that_do_not_fit_on_the_disk(program: PythonTarget) -> None:
    program.mkdir("spool/bob", mode=0o755)
    deliver(program, "ada")
    fill_disk(program)
    for user in ("ada", "bob", "eve"):
        secret = canary()
        program.attempt("deliver_mail", user, secret.encode() + bytes(200_000))
        check_closed(program, secret)
        for path in program.tree():
            if path.startswith("spool/"):
                program.remove(path)
