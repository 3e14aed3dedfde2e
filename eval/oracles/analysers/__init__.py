"""Static analysers as judges of programs.

An analyser reads a program and reports findings, each of a weakness; a program is vulnerable to the
one asked about if a finding is of it (`verdict`). What they miss and what they accuse wrongly is
known from programs of proven label; published studies of code that models wrote find that they miss
74 to 86 % (SecurityEval labels: CodeQL 74 to 76 %, Bandit 86 %).

CodeQL is not among them, as no test of this project has run it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coveval_train.cwe import Language
from coveval_train.errors import UserError, raise_if_any, suggestion
from eval.oracles.analysers import bandit, batches, cppcheck, flawfinder, gcc, semgrep, tools
from eval.oracles.analysers.records import Analysis, Finding, Report, Source, verdict

__all__ = [
    "NAMES",
    "Analysis",
    "Finding",
    "Source",
    "analyse",
    "languages",
    "require",
    "verdict",
    "version",
]


@dataclass(frozen=True)
class _Analyser:
    languages: tuple[Language, ...]
    look: batches.Look
    batch: int
    """Programs in one run of the tool: its start is shared, and what is done again when killed."""


_ANALYSERS = {
    bandit.NAME: _Analyser(("python",), bandit.look, 50),
    cppcheck.NAME: _Analyser(("c",), cppcheck.look, 25),
    flawfinder.NAME: _Analyser(("c",), flawfinder.look, 50),
    gcc.NAME: _Analyser(("c",), gcc.look, 5),
    semgrep.NAME: _Analyser(("c", "python"), semgrep.look, 50),
}
NAMES = tuple(_ANALYSERS)


def languages(name: str) -> tuple[Language, ...]:
    """Return the languages that an analyser reads; raise `UserError` if there is none called so."""
    return _get(name).languages


def require(names: Sequence[str]) -> None:
    """Raise one `UserError` that names every analyser that is unknown or not installed."""
    unknown = [_unknown(name) for name in names if name not in _ANALYSERS]
    absent = [
        tools.missing(name) for name in names if name in _ANALYSERS and tools.find(name) is None
    ]
    raise_if_any(unknown + absent)


def version(name: str) -> str:
    """Return the version of an analyser; raise `UserError` if it is not installed."""
    _get(name)
    return tools.version(name)


def analyse(name: str, programs: Sequence[Source], workers: int = 1) -> Iterator[list[Analysis]]:
    """Analyse programs, and yield the results in chunks, as soon as each is there.

    Append each chunk to a file; after a kill, pass only the programs that are not in it. A result
    depends on nothing but the program and the tool. Programs in a language that the analyser does
    not read come first, as ones that it does not apply to.

    Args:
        name: one of `NAMES`.
        programs: their ids tell the results apart.
        workers: how many processes of the tool run at once.

    Raises:
        UserError: there is no analyser called so, it is not installed, or there is no sandbox on
            this machine.
    """
    analyser = _get(name)
    require([name])
    read = [program for program in programs if program.language in analyser.languages]
    others = [program for program in programs if program.language not in analyser.languages]
    if others:
        yield [
            Analysis(program=program.id, tool=name, cwe=program.cwe, status="does not apply")
            for program in others
        ]
    for chunk in batches.reports(analyser.look, read, analyser.batch, workers):
        yield [_analysis(name, program, report) for program, report in chunk]


def _analysis(name: str, program: Source, report: Report) -> Analysis:
    return Analysis(
        program=program.id,
        tool=name,
        cwe=program.cwe,
        status="error" if report.problem else "ok",
        problem=report.problem,
        findings=report.findings,
    )


def _get(name: str) -> _Analyser:
    if name not in _ANALYSERS:
        raise UserError(_unknown(name))
    return _ANALYSERS[name]


def _unknown(name: str) -> str:
    return f"unknown analyser '{name}'.{suggestion(name, NAMES)} Known: {', '.join(NAMES)}"
