"""SC-IFT: secure programs, each as a completion and as a generation.

A fix is turned into the question of the completion task: the lines from the first that it changed
to the last are taken out, and the program is to be completed; where the source has the scenario
that the programs complete, that is the question. The answer is the fixed program; the
program before the fix is kept as the rejected answer, for training that compares (`train.pairs`).
The generation asks for the whole program by its `outline`, where it is documented.
"""

from collections.abc import Iterable
from itertools import takewhile

from coveval_train import prompts
from coveval_train.records import Instruction, Program, Split
from data_gen.builders import outline
from data_gen.builders.making import fenced, instruction
from data_gen.sources import Completion, Fix, Item
from eval.bench.suite import MARKER

_COMMENTS = {"c": "//", "python": "#"}


def build(item: Item, split: Split) -> list[Instruction]:
    """Make a completion and a generation of a secure program; one without a question gives none."""
    match item:
        case Fix():
            asked = item.incomplete or incomplete(item.vulnerable, item.secure)
            return _both(item.secure, asked, split, fenced(item.vulnerable))
        case Completion():
            return _both(item.program, item.incomplete, split)
        case _:
            return []


def _both(
    secure: Program, asked: str, split: Split, rejected: str | None = None
) -> list[Instruction]:
    question = prompts.user_message("completion", code=asked, language=secure.language)
    made = [instruction("completion", secure, question, fenced(secure), split, rejected)]
    # A scenario does not name the helpers that a secure program may bring.
    told = outline.of(asked, secure.language) or outline.of(secure.code, secure.language)
    if told:
        question = prompts.user_message("generation", outline=told, language=secure.language)
        made.append(instruction("generation", secure, question, fenced(secure), split, rejected))
    return made


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
