"""What every instruction that is made of a program has."""

from coveval_train import prompts
from coveval_train.records import Instruction, Kind, Message, Program, Split


def instruction(
    kind: Kind,
    program: Program,
    question: Message,
    answer: str,
    split: Split,
    rejected: str | None = None,
    prompt: str | None = None,
) -> Instruction:
    """Return a question and its answer as training data, with what is known of the program.

    Args:
        rejected: a worse answer, for training that compares.
        prompt: that the question was made with, where it is not called as the kind.
    """
    said = Message(role="assistant", content=answer, loss=True, rejected=rejected)
    return Instruction(
        id=f"{kind}:{program.id}",
        kind=kind,
        messages=[question, said],
        family=program.family,
        cwe=program.cwe,
        language=program.language,
        label=program.label,
        label_source=program.label_source,
        split=split,
        origin=program.origin,
        prompt=prompts.identity(prompt or kind),
    )


def fenced(program: Program) -> str:
    """Return a program as an answer gives it, in a code block."""
    return f"```{program.language}\n{program.code.rstrip()}\n```"
