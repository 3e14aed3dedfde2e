"""Repair: the vulnerable program of a fix, and the secure one as its answer.

The paper's mixtures have no such data, and each loses some of the ability to repair (Mou et al.,
table 4).
"""

from coveval_train import prompts
from coveval_train.records import Instruction, Split
from data_gen.builders.making import fenced, instruction
from data_gen.sources import Fix, Item


def build(item: Item, split: Split) -> list[Instruction]:
    """Make a repair of a fix; a program alone gives none."""
    if not isinstance(item, Fix):
        return []
    vulnerable = item.vulnerable
    question = prompts.user_message(
        "repair", code=vulnerable.code, language=vulnerable.language, cwe=vulnerable.cwe
    )
    return [instruction("repair", vulnerable, question, fenced(item.secure), split)]
