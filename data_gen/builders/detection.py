"""VD-IFT: is a program vulnerable, and to what? The questions of detection and classification."""

from coveval_train import prompts
from coveval_train.records import NO_WEAKNESS, Instruction, Label, Program, Split
from data_gen import sources
from data_gen.builders.making import instruction
from data_gen.sources import Item
from eval.oracles.wording import ANSWERS


def build(item: Item, split: Split) -> list[Instruction]:
    """Make a detection and a classification of each program."""
    programs = sources.programs(item)
    made = [_detection(program, split) for program in programs]
    return made + [classification(program, split) for program in programs]


def classification(program: Program, split: Split) -> Instruction:
    """Make the question which of the 18 weaknesses a program has, if any."""
    question = prompts.user_message("classification", code=program.code, language=program.language)
    answer = program.cwe if program.label == Label.VULNERABLE else NO_WEAKNESS
    return instruction("classification", program, question, answer, split)


def _detection(program: Program, split: Split) -> Instruction:
    question = prompts.user_message("detection", code=program.code, language=program.language)
    return instruction("detection", program, question, ANSWERS[program.label], split)
