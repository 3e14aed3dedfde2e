"""gcc -fanalyzer, for C: symbolic execution (gcc.gnu.org/onlinedocs, Static Analyzer Options).

gcc keeps quiet about system headers, and about what pragmas tell it to. So a program is first
preprocessed, whatever macros it makes either with: then no line passes for a header's, and the
pragmas are gone.
"""

import re
from collections.abc import Sequence

from eval.bench.targets import BuildFailed, CandidateLost, Target, run_in
from eval.oracles.analysers import tools
from eval.oracles.analysers.records import Finding, Report, Source, finding
from eval.sandbox.agent import OUTPUT_CAP
from eval.sandbox.session import SandboxError, Session

NAME = "gcc"
LIMIT_S = 30.0
PROGRAM = "program.c"
EXPANDED = "expanded.i"
PREPROCESS = ("-std=gnu11", "-E", "-w", "-o", EXPANDED, PROGRAM)
ANALYSE = (
    *("-std=gnu11", "-fpreprocessed", "-fanalyzer", "-S", "-o", "/dev/null"),
    *("-fdiagnostics-plain-output", "-fdiagnostics-path-format=none", "-fmessage-length=0"),
    EXPANDED,
)
PRAGMA = re.compile(r"^[ \t]*#[ \t]*pragma\b.*$", re.MULTILINE)
# Flag 3 says that what follows is a system header's.
FLAGS = re.compile(r'^(# \d+ ".*") [ 1-4]+$', re.MULTILINE)
WARNING = re.compile(
    r"[^:]*:(?P<line>\d+):\d+: warning: (?P<message>.*?)"
    r"(?: \[(?P<cwe>CWE-\d+)\])? \[(?P<rule>-Wanalyzer-[\w-]+)\]$"
)


def look(programs: Sequence[Source]) -> list[Report]:
    """Return what gcc's analyzer finds, each program in a sandbox of its own.

    Raises:
        UserError: gcc is not installed, or there is no sandbox on this machine.
    """
    gcc = str(tools.require(NAME))
    return [_look(gcc, program) for program in programs]


def _look(gcc: str, program: Source) -> Report:
    try:
        with Session() as session:
            target = Target(session)
            target.write(PROGRAM, program.code.encode("utf-8", "replace"))
            _run(session, [gcc, *PREPROCESS])
            expanded = (target.read(EXPANDED) or b"").decode("utf-8", "replace")
            target.write(EXPANDED, FLAGS.sub(r"\1", PRAGMA.sub("", expanded)).encode())
            warnings = _run(session, [gcc, *ANALYSE])
    except (BuildFailed, CandidateLost, SandboxError) as error:
        return Report((), f"gcc: {error}")
    matches = [WARNING.match(line) for line in warnings.splitlines()]
    return Report(tuple(_finding(match) for match in matches if match))


def _run(session: Session, argv: list[str]) -> str:
    """Run gcc and return what it warns of."""
    result = run_in(session, argv, env={"TMPDIR": "/tmp"}, limit_s=LIMIT_S)
    if result.code != 0:
        errors = [line for line in result.stderr.splitlines() if "error" in line]
        raise BuildFailed((errors or ["it ended without a result"])[0][:300])
    if len(result.stderr.encode()) >= OUTPUT_CAP:
        raise BuildFailed("it warns of more than can be read")
    return result.stderr


def _finding(match: re.Match[str]) -> Finding:
    return finding(
        NAME, match["rule"], match["cwe"], int(match["line"]), match["message"], "warning"
    )
