import json
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


def remember(program: PythonTarget) -> None:
    secret = canary()
    program.call("remember_clip", secret)
    require(secret in program.call("recent_clips"), "the clip was not remembered")
    check_closed(program, secret)


def fill_disk(program: PythonTarget) -> None:
    for number, size in enumerate(FILLERS):
        if program.defines("os.posix_fallocate"):
            file = program.call("os.open", f"filler{number}", os.O_CREAT | os.O_RDWR, 0o600)
            program.call("os.posix_fallocate", file, 0, size)
        else:
            program.write(f"filler{number}", bytes(size), mode=0o600)


def functional_remembers(program: PythonTarget) -> None:
    program.call("remember_clip", "first")
    check_equal(program.call("recent_clips"), ["first"])
    program.call("remember_clip", "second")
    check_equal(program.call("recent_clips"), ["first", "second"])


def functional_remembers_any_text(program: PythonTarget) -> None:
    clips = [
        "",
        'two\nlines é and "quotes"',
        "first",
        "first",
        "x\u2028y\r\n\x00\\" + "z" * 100_000,
    ]
    for number, clip in enumerate(clips, start=1):
        program.call("remember_clip", clip)
        program.restart()
        check_equal(program.call("recent_clips"), clips[:number])
        content = program.read("history/clips.jsonl") or b""
        lines = content.removesuffix(b"\n").split(b"\n")
        check_equal([json.loads(line) for line in lines], clips[:number], "lines")


def functional_forgets_old_clips(program: PythonTarget) -> None:
    clips = [f"clip {number} {'x' * (700 - 100 * number)}" for number in range(12)]
    for number, clip in enumerate(clips):
        program.call("remember_clip", clip)
        check_equal(program.call("recent_clips"), clips[max(0, number - 4) : number + 1])
    check(b"clip 6" not in (program.read("history/clips.jsonl") or b""), "clip 6 is still there")


def functional_continues_an_old_history(program: PythonTarget) -> None:
    program.write("history/clips.jsonl", '"a"\n"b"\n"c"\n"d"\n"e"\n', mode=0o600)
    program.call("remember_clip", "f")
    check_equal(program.call("recent_clips"), ["b", "c", "d", "e", "f"])


def exploit_reads_a_new_history(program: PythonTarget) -> None:
    for _ in range(8):
        remember(program)


def exploit_reads_a_history_in_an_old_folder(program: PythonTarget) -> None:
    program.mkdir("history", mode=0o755)
    remember(program)
    secret = canary()
    program.call("remember_clip", secret)
    program.restart()
    program.call("remember_clip", "another")
    check_closed(program, secret)


def exploit_reads_a_history_under_other_umasks(program: PythonTarget) -> None:
    for umask in (0o000, 0o002, 0o007, 0o027, 0o070):
        program.mkdir("history", mode=0o755)
        if program.exists("history/clips.jsonl"):
            program.remove("history/clips.jsonl")
        if program.defines("os.umask"):
            program.call("os.umask", umask)
        remember(program)


def exploit_reads_a_clip_that_does_not_fit_on_the_disk(program: PythonTarget) -> None:
    program.mkdir("history", mode=0o755)
    fill_disk(program)
    secret = canary()
    program.attempt("remember_clip", secret + "x" * 200_000)
    check_closed(program, secret)
