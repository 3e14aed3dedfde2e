"""SC-IFT: secure completions, each beside the vulnerable one that it replaces.

A fix is turned into the question of the completion task: the lines from the first that it changed
to the last are taken out, and the program is to be completed; where the source has the scenario
that the programs complete, that is the question. The answer is the fixed program; the
program before the fix is kept as the rejected answer, for training that compares (`train.pairs`).
"""

from collections.abc import Iterable
from itertools import takewhile

from coveval_train import prompts
from coveval_train.records import Instruction, Label, Message, Program, Split
from data_gen.sources import Fix, Item
from eval.bench.suite import MARKER

_COMMENTS = {"c": "//", "python": "#"}


def build(item: Item, split: Split) -> list[Instruction]:
    """Make a completion of a fix; a program alone gives none."""
    if not isinstance(item, Fix):
        return []
    vulnerable, secure = item.programs
    asked = item.incomplete or incomplete(vulnerable, secure)
    question = prompts.user_message("completion", code=asked, language=secure.language)
    answer = Message(
        role="assistant", content=_block(secure), loss=True, rejected=_block(vulnerable)
    )
    completion = Instruction(
        id=f"completion:{secure.id}",
        kind="completion",
        messages=[question, answer],
        family=secure.family,
        cwe=secure.cwe,
        language=secure.language,
        label=Label.SECURE,
        label_source=secure.label_source,
        split=split,
        origin=secure.origin,
        prompt=prompts.identity("completion"),
    )
    return [completion]


def incomplete(vulnerable: Program, secure: Program) -> str:
    """Return the program with a marked line in place of all that the fix changed.

    Where a fix only takes lines away, a line beside them goes too, so that there is something to
    complete.
    """
    before, after = vulnerable.code.rstrip().split("\n"), secure.code.rstrip().split("\n")
    head = _alike(before, after)
    tail = _alike(reversed(before[head:]), reversed(after[head:]))
    if head + tail == len(after):
        head, tail = (head - 1, tail) if head else (head, tail - 1)
    rest = after[len(after) - tail :]
    hole = after[head : len(after) - tail]
    indent = hole[0][: len(hole[0]) - len(hole[0].lstrip())]
    marker = f"{indent}{_COMMENTS[secure.language]} {MARKER}"
    return "\n".join([*after[:head], marker, *rest])


def _alike(first: Iterable[str], second: Iterable[str]) -> int:
    """Return how many lines two programs begin with alike."""
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _block(program: Program) -> str:
    return f"```{program.language}\n{program.code.rstrip()}\n```"
