"""Running an analyser on programs that may be hostile: in the sandbox, for a limited time.

An analyser only reads a program, but the program decides what its parser is fed, and an #include
what it opens. So it runs where candidates run (`eval.sandbox.bubblewrap`): without network, with
nothing to see but the system's libraries, this Python and the programs.
"""

import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from eval.bench.suite import EXTENSIONS
from eval.oracles.analysers.records import Source
from eval.sandbox import bubblewrap, cgroup, seccomp

T = TypeVar("T")

PROGRAMS = f"{bubblewrap.WORK}/programs"
RULES = f"{bubblewrap.WORK}/rules"
START_LIMIT_S = 30.0
EACH_LIMIT_S = 2.0
"""A batch may take `START_LIMIT_S` and `EACH_LIMIT_S` for each of its programs."""
MEMORY_BYTES = 4 << 30
OUTPUT_BYTES = 64 << 20


class ToolFailed(Exception):
    """The tool ended without a result for the batch: its time ran out, or it crashed."""


@dataclass(frozen=True)
class Finished:
    """How a tool ended, and what it printed."""

    code: int
    stdout: str
    stderr: str


def run(
    argv: Sequence[str], programs: Sequence[Source] = (), rules: Path | None = None
) -> Finished:
    """Run a tool in the sandbox, in a folder that holds the programs, each called `file_name`.

    Args:
        rules: a folder that the tool sees as `RULES`.

    Raises:
        ToolFailed: it did not end in time, or a signal ended it.
        UserError: there is no sandbox on this machine.
    """
    bubblewrap.require()
    with tempfile.TemporaryDirectory(prefix="coveval-") as place:
        folder = Path(place, "programs")
        folder.mkdir()
        for number, program in enumerate(programs):
            name = file_name(number, program)
            # What is not valid text cannot be part of a program either; no tool is to fall over it.
            folder.joinpath(name).write_bytes(program.code.encode("utf-8", "replace"))
        shown = ["--ro-bind", str(folder), PROGRAMS]
        if rules:
            shown += ["--ro-bind", str(rules), RULES]
        output, errors = Path(place, "stdout"), Path(place, "stderr")
        limit_s = START_LIMIT_S + EACH_LIMIT_S * len(programs)
        code = _run(argv, shown, output, errors, limit_s)
        return Finished(
            code, output.read_text("utf-8", "replace"), errors.read_text("utf-8", "replace")
        )


def file_name(number: int, program: Source) -> str:
    """Return what the file of a batch's program is called; ids may hold anything."""
    return f"{number}.{EXTENSIONS[program.language]}"


def number_of(path: str) -> int | None:
    """Return which program of the batch a path that a tool printed leads to, if it is one."""
    stem = Path(path).stem
    return int(stem) if stem.isascii() and stem.isdigit() else None


def parsed(parse: Callable[[str], T], text: str, printed: Finished) -> T:
    """Return what `parse` makes of a tool's output; raise `ToolFailed` if that is nothing."""
    try:
        return parse(text)
    except (ValueError, SyntaxError, RecursionError):
        raise failed(printed) from None


def failed(printed: Finished) -> ToolFailed:
    """Return the error of a tool that ended without a result, with the last thing it said."""
    said = (printed.stderr.strip() or printed.stdout.strip()).splitlines()[-1:]
    return ToolFailed(f"no result (status {printed.code}): {' '.join(said)[:300]}")


def _run(
    argv: Sequence[str], shown: Sequence[str], output: Path, errors: Path, limit_s: float
) -> int:
    filters = seccomp.descriptor()
    group = cgroup.create()
    line = bubblewrap.command(list(argv), filters)
    # The work folder is in memory, so that there is room for more of them at the end of the line.
    end = line.index("--")
    line[end:end] = shown
    line[line.index("--chdir") + 1] = PROGRAMS
    caps = (f"--data={MEMORY_BYTES}", f"--fsize={OUTPUT_BYTES}", "--core=0")
    line = ["/usr/bin/prlimit", *caps, "--", *line]
    try:
        with output.open("wb") as stdout, errors.open("wb") as stderr:
            process = subprocess.Popen(
                group.enter(line) if group else line,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                pass_fds=(filters,),
                env={"PATH": os.environ.get("PATH", os.defpath)},
            )
            try:
                code = process.wait(limit_s)
            except subprocess.TimeoutExpired:
                raise ToolFailed(f"no end within {limit_s:g} s") from None
            finally:
                # The sandbox's init dies with bwrap, and everything inside with its init.
                process.kill()
                process.wait()
    finally:
        os.close(filters)
        if group:
            group.remove()
    # bwrap passes on the signal that ended the tool as 128 and its number.
    if code < 0 or code > 128:
        raise ToolFailed(f"a signal ended it (status {code})")
    return code
