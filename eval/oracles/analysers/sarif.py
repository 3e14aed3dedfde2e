"""All findings in one file of the Static Analysis Results Interchange Format.

SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): a run for each tool. A program's id
stands for its file. What a tool could not analyse is among its notifications, so that a program
without findings is not taken for one that was looked at. Tags of rules are in the form that GitHub
reads: ``external/cwe/cwe-022``.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from coveval_train import tables
from eval.oracles.analysers.records import Analysis, Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = {
    "bandit": "https://bandit.readthedocs.io",
    "cppcheck": "https://cppcheck.sourceforge.io",
    "flawfinder": "https://dwheeler.com/flawfinder",
    "gcc": "https://gcc.gnu.org/onlinedocs/gcc/Static-Analyzer-Options.html",
    "semgrep": "https://semgrep.dev",
}


def write(analyses: Iterable[Analysis], versions: Mapping[str, str], path: Path) -> None:
    """Write the findings of analyses as a SARIF file, which appears whole or not at all.

    Args:
        versions: the version of each tool that there are analyses of.
    """
    by_tool: dict[str, list[Analysis]] = {}
    for analysis in analyses:
        if analysis.status != "does not apply":
            by_tool.setdefault(analysis.tool, []).append(analysis)
    runs = [_run(tool, of, versions[tool]) for tool, of in sorted(by_tool.items())]
    tables.write_json({"$schema": SCHEMA, "version": "2.1.0", "runs": runs}, path)


def _run(tool: str, analyses: list[Analysis], version: str) -> dict[str, Any]:
    rules = _rules(analyses)
    places = {name: place for place, name in enumerate(rules)}
    return {
        "tool": {
            "driver": {
                "name": tool,
                "version": version,
                "informationUri": HOME[tool],
                "rules": list(rules.values()),
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {
                        "level": "error",
                        "message": {"text": analysis.problem},
                        "locations": [_location(analysis.program)],
                    }
                    for analysis in analyses
                    if analysis.status == "error"
                ],
            }
        ],
        "results": [
            _result(analysis.program, found, places[found.rule])
            for analysis in analyses
            for found in analysis.findings
        ],
    }


def _rules(analyses: list[Analysis]) -> dict[str, dict[str, Any]]:
    """Return each rule that found something, by its name, with the weaknesses that it found."""
    named: dict[str, set[str]] = {}
    for analysis in analyses:
        for found in analysis.findings:
            cwes = named.setdefault(found.rule, set())
            cwes |= {cwe for cwe in (found.tool_cwe, found.cwe) if cwe}
    return {
        rule: {"id": rule, "properties": {"tags": ["security", *map(_tag, sorted(cwes))]}}
        for rule, cwes in sorted(named.items())
    }


def _tag(cwe: str) -> str:
    return f"external/cwe/cwe-{int(cwe.removeprefix('CWE-')):03d}"


def _result(program: str, found: Finding, rule: int) -> dict[str, Any]:
    return {
        "ruleId": found.rule,
        "ruleIndex": rule,
        "level": found.severity,
        "message": {"text": found.message or found.rule},
        "locations": [_location(program, found.line)],
        "properties": {"cwe": found.cwe, "toolCwe": found.tool_cwe},
    }


def _location(program: str, line: int | None = None) -> dict[str, Any]:
    # A colon in the first part of a path would be read as a scheme (RFC 3986, section 4.2).
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(program, safe="/")}}
    if line is not None:
        physical["region"] = {"startLine": line}
    return {"physicalLocation": physical}
