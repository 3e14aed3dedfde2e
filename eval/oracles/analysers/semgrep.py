"""Semgrep Community Edition, for C and Python, with the rules of this project.

The rules (``rules/*.yaml``) were written from the descriptions and examples of MITRE's CWE pages
and the documentation of the functions they name. They were not tuned on the embedded benchmark:
no program of it was looked at to write or to change them.
"""

import io
import json
import tokenize
from collections.abc import Sequence
from pathlib import Path

from coveval_train.errors import UserError
from eval.oracles.analysers import process, tools
from eval.oracles.analysers.records import Finding, Report, Severity, Source, finding

NAME = "semgrep"
FOLDER = Path(__file__).parent / "rules"
SEVERITIES: dict[str, Severity] = {"ERROR": "error", "WARNING": "warning", "INFO": "note"}
RULE_LIMIT_S = 10
# Encodings in which a program's text means the same to Python as to Semgrep, which reads UTF-8.
ENCODINGS = {"utf-8", "utf-8-sig", "ascii", "iso-8859-1"}
OPTIONS = (
    *("scan", "--config", process.RULES, "--no-rewrite-rule-ids", "--json", "--quiet"),
    *("--metrics=off", "--disable-version-check", "--disable-nosem", "--no-git-ignore"),
    *("--jobs=1", "--max-target-bytes=0", f"--timeout={RULE_LIMIT_S}", "--timeout-threshold=0"),
)


def look(programs: Sequence[Source]) -> list[Report]:
    """Return what the rules find; ``nosemgrep`` is ignored.

    Raises:
        ToolFailed: it ended without a result.
        UserError: it is not installed, or does not take the rules.
    """
    files = [process.file_name(number, program) for number, program in enumerate(programs)]
    printed = process.run([*tools.command(NAME), *OPTIONS, *files], programs, FOLDER)
    result = process.parsed(json.loads, printed.stdout, printed)
    problems: dict[int | None, str] = {}
    for error in result["errors"]:
        message = " ".join(error.get("message", error.get("long_msg", "")).split())[:300]
        if "path" not in error:
            of_rules = "rule_id" in error or error["type"] == "InvalidRuleSchemaError"
            raise (UserError if of_rules else process.ToolFailed)(f"semgrep: {message}")
        problems.setdefault(process.number_of(error["path"]), f"semgrep: {message}")
    scanned = {process.number_of(path) for path in result["paths"]["scanned"]}
    found: list[list[Finding]] = [[] for _ in programs]
    for match in result["results"]:
        number = process.number_of(match["path"])
        if number is not None:
            found[number].append(_finding(match))
    for number, program in enumerate(programs):
        if number not in scanned:
            problems.setdefault(number, "semgrep: it skipped the file")
        if program.language == "python" and not _readable(program.code):
            problems.setdefault(number, "semgrep: the program is in an encoding of its own")
    return [Report(tuple(rows), problems.get(number, "")) for number, rows in enumerate(found)]


def _readable(code: str) -> bool:
    """Whether Python reads a program's text as it is, in spite of the encoding that it names."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(code.encode("utf-8", "replace")).readline)
    except SyntaxError:
        return False
    return encoding in ENCODINGS


def _finding(match: dict) -> Finding:
    return finding(
        tool=NAME,
        rule=match["check_id"],
        tool_cwe=match["extra"]["metadata"]["cwe"],
        line=match["start"]["line"],
        message=match["extra"]["message"],
        severity=SEVERITIES.get(match["extra"]["severity"], "note"),
    )
