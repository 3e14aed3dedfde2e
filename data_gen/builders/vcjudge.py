"""VC-Judge's training data: judgment, classification and repair (Mou et al., section 4.3)."""

from coveval_train import prompts
from coveval_train.records import NO_WEAKNESS, Instruction, Kind, Label, Message, Program, Split
from data_gen.sources import Corpus

ANSWERS = {Label.SECURE: "safe", Label.VULNERABLE: "unsafe"}


def build(corpus: Corpus, splits: dict[str, Split]) -> list[Instruction]:
    """Make three kinds of instruction of a corpus.

    Args:
        splits: the split of each family.
    """
    made = [_judgment(program, splits) for program in corpus.programs]
    made += [_classification(program, splits) for program in corpus.programs]
    made += [_repair(vulnerable, secure, splits) for vulnerable, secure in corpus.fixes]
    return made


def _judgment(program: Program, splits: dict[str, Split]) -> Instruction:
    question = prompts.user_message(
        "judgment", code=program.code, language=program.language, cwe=program.cwe
    )
    return _instruction("judgment", program, question, ANSWERS[program.label], splits)


def _classification(program: Program, splits: dict[str, Split]) -> Instruction:
    question = prompts.user_message("classification", code=program.code, language=program.language)
    answer = program.cwe if program.label == Label.VULNERABLE else NO_WEAKNESS
    return _instruction("classification", program, question, answer, splits)


def _repair(vulnerable: Program, secure: Program, splits: dict[str, Split]) -> Instruction:
    question = prompts.user_message(
        "repair", code=vulnerable.code, language=vulnerable.language, cwe=vulnerable.cwe
    )
    answer = f"```{secure.language}\n{secure.code.rstrip()}\n```"
    return _instruction("repair", vulnerable, question, answer, splits)


def _instruction(
    kind: Kind, program: Program, question: Message, answer: str, splits: dict[str, Split]
) -> Instruction:
    return Instruction(
        id=f"{kind}:{program.id}",
        kind=kind,
        messages=[question, Message(role="assistant", content=answer, loss=True)],
        family=program.family,
        cwe=program.cwe,
        language=program.language,
        label=program.label,
        split=splits[program.family],
        origin=program.origin,
        prompt=prompts.identity(kind),
    )
