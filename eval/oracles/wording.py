"""How a model is asked to judge a program: plainly, with examples, or with an analysis.

Mou et al. (section 4.3) compare the three and find the plain one best for their VC-Judge. Examples
are programs of the embedded benchmark's train split, whose labels execution has proven.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from coveval_train import prompts
from coveval_train.cwe import Language
from coveval_train.records import Label, Message, Program
from eval.bench import suite
from eval.bench.benchmark import balanced

Wording = Literal["plain", "few-shot", "analysis"]
PROMPTS: dict[Wording, str] = {
    "plain": "judgment",
    "few-shot": "judgment_few_shot",
    "analysis": "judgment_analysis",
}
"""Of each the prompt's name."""
ANSWERS = {Label.SECURE: "safe", Label.VULNERABLE: "unsafe"}


@dataclass(frozen=True)
class Example:
    """A program as an example shows it."""

    language: Language
    code: str
    answer: str


def question(
    wording: Wording, code: str, cwe: str, language: Language, family: str = ""
) -> Message:
    """Ask whether a program has a weakness.

    Args:
        family: of the program; no example is of the same one.
    """
    shown = {"examples": examples(cwe, language, family)} if wording == "few-shot" else {}
    return prompts.user_message(PROMPTS[wording], code=code, cwe=cwe, language=language, **shown)


def wording_of(prompt: str) -> Wording | None:
    """Return the wording that a prompt's name and version stand for, or None."""
    for wording, name in PROMPTS.items():
        if prompts.identity(name) == prompt:
            return wording
    return None


@cache
def examples(cwe: str, language: Language, family: str) -> Sequence[Example]:
    """Return a vulnerable and a secure program of one family with a weakness.

    It is the family with the shortest pair, of the same language where there is one.
    """
    pairs = [pair for name, pair in _pairs(cwe).items() if name != family]
    vulnerable, secure = min(
        pairs,
        key=lambda pair: (pair[0].language != language, sum(len(each.code) for each in pair)),
    )
    return [
        Example(each.language, each.code.rstrip(), ANSWERS[each.label])
        for each in (vulnerable, secure)
    ]


@cache
def _pairs(cwe: str) -> dict[str, tuple[Program, Program]]:
    """Return the first vulnerable and secure reference of each train family of a weakness."""
    found = {}
    for family in suite.load():
        if family.about.split == "train" and family.about.cwe == cwe:
            programs = balanced([family])
            first = {program.label: program for program in reversed(programs)}
            found[family.id] = first[Label.VULNERABLE], first[Label.SECURE]
    return found
