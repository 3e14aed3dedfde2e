"""VC-Judge's training data: judgment, classification and repair (Mou et al., section 4.3)."""

from coveval_train import prompts
from coveval_train.records import NO_WEAKNESS, Instruction, Kind, Label, Message, Program, Split
from data_gen.sources import Fix, Item

ANSWERS = {Label.SECURE: "safe", Label.VULNERABLE: "unsafe"}


def build(item: Item, split: Split) -> list[Instruction]:
    """Make a judgment and a classification of each program, and a repair of a fix."""
    programs = item.programs if isinstance(item, Fix) else (item,)
    made = [_judgment(program, split) for program in programs]
    made += [_classification(program, split) for program in programs]
    if isinstance(item, Fix):
        made.append(_repair(item, split))
    return made


def _judgment(program: Program, split: Split) -> Instruction:
    question = prompts.user_message(
        "judgment", code=program.code, language=program.language, cwe=program.cwe
    )
    return _instruction("judgment", program, question, ANSWERS[program.label], split)


def _classification(program: Program, split: Split) -> Instruction:
    question = prompts.user_message("classification", code=program.code, language=program.language)
    answer = program.cwe if program.label == Label.VULNERABLE else NO_WEAKNESS
    return _instruction("classification", program, question, answer, split)


def _repair(fix: Fix, split: Split) -> Instruction:
    vulnerable, secure = fix.programs
    question = prompts.user_message(
        "repair", code=vulnerable.code, language=vulnerable.language, cwe=vulnerable.cwe
    )
    answer = f"```{secure.language}\n{secure.code.rstrip()}\n```"
    return _instruction("repair", vulnerable, question, answer, split)


def _instruction(
    kind: Kind, program: Program, question: Message, answer: str, split: Split
) -> Instruction:
    return Instruction(
        id=f"{kind}:{program.id}",
        kind=kind,
        messages=[question, Message(role="assistant", content=answer, loss=True)],
        family=program.family,
        cwe=program.cwe,
        language=program.language,
        label=program.label,
        label_source=program.label_source,
        split=split,
        origin=program.origin,
        prompt=prompts.identity(kind),
    )
