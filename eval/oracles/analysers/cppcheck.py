"""Cppcheck, for C (https://cppcheck.sourceforge.io): data flow without a compiler."""

from collections.abc import Sequence
from xml.etree import ElementTree

from eval.oracles.analysers import process, tools
from eval.oracles.analysers.records import Finding, Report, Severity, Source, finding

NAME = "cppcheck"
SEVERITIES: dict[str, Severity] = {"error": "error", "warning": "warning"}
OPTIONS = (
    *("--enable=warning,style,portability", "--language=c", "--std=c11", "--platform=unix64"),
    # Comments that suppress findings would count with --inline-suppr only.
    *("--library=posix", "--quiet", "--xml"),
)
# The program could not be read, wholly or in part (lib/ of Cppcheck's sources).
UNREADABLE = {
    *("syntaxError", "unknownMacro", "internalError", "internalAstError", "cppcheckError"),
    *("preprocessorErrorDirective", "prematureEndOfFile", "noValidConfiguration"),
    *("cppcheckLimit", "toomanyconfigs", "instantiationError", "AstError"),
}


def look(programs: Sequence[Source]) -> list[Report]:
    """Return what Cppcheck finds in the programs themselves, not in the headers they include.

    Raises:
        ToolFailed: it ended without a result.
        UserError: it is not installed.
    """
    printed = process.run([*tools.command(NAME), *OPTIONS, "."], programs)
    result = process.parsed(ElementTree.fromstring, printed.stderr, printed)
    found: list[list[Finding]] = [[] for _ in programs]
    problems = [""] * len(programs)
    for error in result.iter("error"):
        place = error.find("location")
        analysed = error.get("file0") or (place.get("file") if place is not None else None)
        number = process.number_of(analysed or "")
        if number is None:
            continue
        if error.get("id") in UNREADABLE:
            problems[number] = f"cppcheck: {error.get('id')}: {error.get('msg')}"[:300]
        elif place is not None and process.number_of(place.get("file", "")) == number:
            found[number].append(_finding(error, int(place.get("line", "1"))))
    return [Report(tuple(rows), problem) for rows, problem in zip(found, problems, strict=True)]


def _finding(error: ElementTree.Element, line: int) -> Finding:
    number = error.get("cwe")
    return finding(
        tool=NAME,
        rule=error.get("id", ""),
        tool_cwe=f"CWE-{number}" if number else None,
        line=line,
        message=error.get("msg", ""),
        severity=SEVERITIES.get(error.get("severity", ""), "note"),
    )
