"""Bandit, for Python (https://bandit.readthedocs.io): patterns over the syntax tree."""

import json
from collections.abc import Sequence

from eval.oracles.analysers import process, tools
from eval.oracles.analysers.records import Finding, Report, Severity, Source, finding

NAME = "bandit"
SEVERITIES: dict[str, Severity] = {"HIGH": "error", "MEDIUM": "warning", "LOW": "note"}
# B401 to B415 note that a module is imported. A weakness is in how it is used, which other tests
# look at; taken for findings, they would call every program that starts a process vulnerable.
IMPORTS = "B4"


def look(programs: Sequence[Source]) -> list[Report]:
    """Return what Bandit finds, at any severity and confidence; ``# nosec`` is ignored.

    Raises:
        ToolFailed: it ended without a result.
        UserError: it is not installed.
    """
    options = ("--recursive", ".", "--format", "json", "--quiet", "--ignore-nosec", "--exit-zero")
    printed = process.run([*tools.command(NAME), *options], programs)
    result = process.parsed(json.loads, printed.stdout, printed)
    problems = {
        process.number_of(error["filename"]): f"bandit: {error['reason']}"
        for error in result["errors"]
    }
    found: list[list[Finding]] = [[] for _ in programs]
    for issue in result["results"]:
        number = process.number_of(issue["filename"])
        if number is not None and not issue["test_id"].startswith(IMPORTS):
            found[number].append(_finding(issue))
    return [Report(tuple(rows), problems.get(number, "")) for number, rows in enumerate(found)]


def _finding(issue: dict) -> Finding:
    number = issue["issue_cwe"].get("id")
    return finding(
        tool=NAME,
        rule=f"{issue['test_id']}:{issue['test_name']}",
        tool_cwe=f"CWE-{number}" if number else None,
        line=issue["line_number"],
        message=issue["issue_text"],
        severity=SEVERITIES.get(issue["issue_severity"], "note"),
    )
