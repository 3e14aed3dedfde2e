"""VC-Judge's training data: judgment, classification and repair (Mou et al., section 4.3)."""

from coveval_train import prompts
from coveval_train.records import Instruction, Program, Split
from data_gen import sources
from data_gen.builders import detection, repair
from data_gen.builders.making import instruction
from data_gen.sources import Item


def build(item: Item, split: Split) -> list[Instruction]:
    """Make a judgment and a classification of each program, and a repair of a fix."""
    programs = sources.programs(item)
    made = [_judgment(program, split) for program in programs]
    made += [detection.classification(program, split) for program in programs]
    return made + repair.build(item, split)


def _judgment(program: Program, split: Split) -> Instruction:
    question = prompts.user_message(
        "judgment", code=program.code, language=program.language, cwe=program.cwe
    )
    return instruction("judgment", program, question, detection.ANSWERS[program.label], split)
