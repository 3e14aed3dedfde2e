"""What an analyser is asked, what it answers, and the verdict that follows."""

from dataclasses import dataclass
from typing import Literal

from coveval_train.cwe import Language
from coveval_train.records import CweId, Outcome, Record
from eval.oracles.analysers import weaknesses

Severity = Literal["error", "warning", "note"]
"""The levels of SARIF 2.1.0 (section 3.27.10), to which each tool's own are translated."""


@dataclass(frozen=True)
class Source:
    """A program, and the weakness to look for."""

    id: str
    code: str
    language: Language
    cwe: str | None
    """None for any of the 18."""


@dataclass(frozen=True)
class Finding:
    """One thing that a tool reports."""

    tool: str
    rule: str
    """The tool's own name of the check that found it."""
    cwe: str | None
    """Which of the 18 weaknesses it is, or is a kind of; None if it is none of them."""
    tool_cwe: str | None
    """The weakness that the tool names, for example ``CWE-121``; None where it names none."""
    line: int
    """Line of the program, from 1."""
    message: str
    severity: Severity


class Analysis(Record):
    """What one tool made of one program."""

    program: str
    tool: str
    cwe: CweId | None
    """The weakness asked about; None where it was any of the 18."""
    status: Literal["ok", "error", "does not apply"]
    problem: str = ""
    """Why the tool could not analyse it: it cannot be parsed, the time ran out, the tool failed."""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Report:
    """What a tool says of one program of a batch, in the order of the batch."""

    findings: tuple[Finding, ...]
    problem: str = ""
    """Why it could not be analysed, or only in part; empty if it was."""


def verdict(analysis: Analysis) -> Outcome | None:
    """Return what an analysis says of a program, or None where the tool does not know its language.

    A program is vulnerable if any finding is the weakness asked about, a kind of it, or the class
    right above it (`weaknesses.concerns`), whatever severity the tool gives it. Findings of other
    weaknesses say nothing; where none was asked about, any finding of one of the 18 does. Without
    such a finding it is secure, unless it could not be analysed as a whole, which is an error: what
    a tool found in one part stands, what it did not find in the rest does not.
    """
    if analysis.status == "does not apply":
        return None
    if any(_concerns(found, analysis.cwe) for found in analysis.findings):
        return Outcome.VULNERABLE
    return Outcome.ERROR if analysis.status == "error" else Outcome.SECURE


def _concerns(found: Finding, asked: str | None) -> bool:
    if asked is None:
        return found.cwe is not None
    return weaknesses.concerns(found.tool_cwe, asked)


def finding(
    tool: str, rule: str, tool_cwe: str | None, line: int, message: str, severity: Severity
) -> Finding:
    """Return a finding, with what its weakness is among the 18."""
    return Finding(
        tool=tool,
        rule=rule,
        cwe=weaknesses.among_18(tool_cwe),
        tool_cwe=tool_cwe,
        line=max(1, line),
        message=" ".join(message.encode("utf-8", "replace").decode().split())[:500],
        severity=severity,
    )
