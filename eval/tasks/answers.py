"""Reads answers strictly: what does not say one thing clearly is unparsed, never a guess."""

import re
from dataclasses import dataclass

from coveval_train import cwe
from coveval_train.llm.code_blocks import blocks, without_thinking
from coveval_train.records import NO_WEAKNESS, Outcome

_LABEL = re.compile(
    r"((?:\b(?:not|never|cannot)\b|n['\u2019]t\b)[^.!?\n]*)?(?<![\w-])(un)?safe\b(?!-)",
    re.IGNORECASE,
)
_CWE_ID = re.compile(r"\bCWE[-\s]?0*(\d+)\b", re.IGNORECASE)
_NONE = re.compile(r"\bnone\b", re.IGNORECASE)


@dataclass(frozen=True)
class Extraction:
    """The code found in an answer, and how it was found."""

    code: str | None
    how: str


def extract_code(text: str, entry: str | None) -> Extraction:
    """Return the code of an answer: its first fenced block, or a bare program.

    Thinking aloud is left out. Text without a fence is taken as code only if it names `entry`, what
    the tests call (of a dotted name the last part); where there are no tests, any text is. Later
    blocks are left out too, as a local model's answer ends with its first.
    """
    answer = without_thinking(text)
    aside = ", thinking left out" if answer != text else ""
    if found := blocks(answer):
        how = "fenced" if found[0].closed else "fence left open"
        count = f", first of {len(found)} blocks" if len(found) > 1 else ""
        return Extraction(found[0].code, how + count + aside)
    named = entry is None or re.search(rf"\b{re.escape(entry.split('.')[-1])}\b", answer)
    if named and answer.strip():
        return Extraction(answer, "no fence" + aside)
    return Extraction(None, "no code" + aside)


def parse_label(text: str) -> Outcome:
    """Read a safe-or-unsafe answer; none, both or a negation ("not safe") is unparsed.

    Thinking aloud is left out.
    """
    found = {
        Outcome.UNPARSED if negation else Outcome.VULNERABLE if prefix else Outcome.SECURE
        for negation, prefix in _LABEL.findall(without_thinking(text))
    }
    return found.pop() if len(found) == 1 else Outcome.UNPARSED


def parse_cwe(text: str) -> str | None:
    """Read a classification answer: one CWE id of the 18, ``none``, or null where it is neither.

    Ids are compared as whole numbers: CWE-79 is not found in CWE-798, as it is by the substring
    match of the published script. Thinking aloud is left out.
    """
    text = without_thinking(text)
    found = {f"CWE-{number}" for number in _CWE_ID.findall(text)}
    if _NONE.search(text):
        found.add(NO_WEAKNESS)
    if len(found) != 1:
        return None
    answer = found.pop()
    return answer if answer == NO_WEAKNESS or answer in cwe.BY_ID else None
