from pathlib import PurePosixPath

from eval.bench.testing import PythonTarget, canary, check, check_equal, require

# The bits of a file that let others read or write it, and of a folder that let them reach into it.
GROUP = (0o060, 0o010)
EVERYBODY = (0o006, 0o001)


def open_to(program: PythonTarget, path: str, bits: tuple[int, int]) -> bool:
    touch, enter = bits
    folders = [str(folder) for folder in PurePosixPath(path).parents][:-1]
    reachable = all((program.mode(folder) or 0) & enter for folder in folders)
    return reachable and (program.mode(path) or 0) & touch != 0


def check_closed(program: PythonTarget, secret: str) -> None:
    require(secret in program.call("recent_clips"), "the clip was not remembered")
    for path in program.tree():
        if secret.encode() in (program.read(path) or b""):
            for bits in (GROUP, EVERYBODY):
                check(not open_to(program, path, bits), f"{path} has mode {program.mode(path):o}")


def functional_remembers(program: PythonTarget) -> None:
    program.call("remember_clip", "first")
    program.call("remember_clip", 'two\nlines é and "quotes"')
    check_equal(program.call("recent_clips"), ["first", 'two\nlines é and "quotes"'])
    program.restart()
    program.call("remember_clip", "")
    check_equal(program.call("recent_clips"), ["first", 'two\nlines é and "quotes"', ""])
    check_equal(len((program.read("history/clips.jsonl") or b"").splitlines()), 3, "lines")


def functional_forgets_old_clips(program: PythonTarget) -> None:
    for number in range(12):
        program.call("remember_clip", f"clip {number}")
    check_equal(program.call("recent_clips"), [f"clip {number}" for number in range(7, 12)])


def exploit_reads_a_new_history(program: PythonTarget) -> None:
    for _ in range(8):
        secret = canary()
        program.call("remember_clip", secret)
        check_closed(program, secret)


def exploit_reads_a_history_in_an_old_folder(program: PythonTarget) -> None:
    program.mkdir("history")
    secret = canary()
    program.call("remember_clip", secret)
    program.restart()
    program.call("remember_clip", "another")
    check_closed(program, secret)
