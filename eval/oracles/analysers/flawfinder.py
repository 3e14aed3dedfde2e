"""Flawfinder, for C (https://dwheeler.com/flawfinder): names of risky functions in the text."""

import csv
import io
import re
from collections.abc import Sequence

from eval.oracles.analysers import process, tools
from eval.oracles.analysers.records import Finding, Report, Severity, Source, finding

NAME = "flawfinder"
# Context is a line of the program, which may be as long as the program likes.
csv.field_size_limit(process.OUTPUT_BYTES)


def look(programs: Sequence[Source]) -> list[Report]:
    """Return what Flawfinder finds, at its default of risk level 1 and above.

    Comments that ask it to ignore a line are ignored.

    Raises:
        ToolFailed: it ended without a result.
        UserError: it is not installed.
    """
    printed = process.run([*tools.command(NAME), "--neverignore", "--csv", "."], programs)
    if printed.code != 0:
        raise process.failed(printed)
    found: list[list[Finding]] = [[] for _ in programs]
    for row in csv.DictReader(io.StringIO(printed.stdout)):
        number = process.number_of(row["File"])
        if number is not None:
            found[number] += _findings(row)
    return [Report(tuple(rows)) for rows in found]


def _findings(row: dict[str, str]) -> list[Finding]:
    """Return a finding for each weakness that a hit is mapped to; one without any where none is."""
    named = [_mapped(part) for part in row["CWEs"].split(",") if part.strip()]
    return [
        finding(
            tool=NAME,
            rule=f"{row['Category']}:{row['Name']}",
            tool_cwe=cwe,
            line=int(row["Line"]),
            message=row["Warning"],
            severity=_severity(int(row["Level"])),
        )
        for cwe in named or [None]
    ]


def _mapped(cwes: str) -> str | None:
    """Return which of ``more-general/more-specific`` a hit is mapped to: the one with a ``!``.

    See COMMON WEAKNESS ENUMERATION in flawfinder(1).
    """
    names = re.findall(r"(CWE-\d+)(!?)", cwes)
    marked = [name for name, mark in names if mark]
    return (marked or [name for name, _ in names] or [None])[0]


def _severity(level: int) -> Severity:
    """Translate a risk level, 0 to 5, as Flawfinder's own SARIF does."""
    if level >= 4:
        return "error"
    return "warning" if level == 3 else "note"
