"""GC-IFT and G-IFT: instructions and answers as their source has them."""

from coveval_train.records import Instruction, Label, Message, Split
from data_gen.sources import Exchange, Item

NO_PROMPT = "none"
"""The question is asked in the words of its source."""


def build(item: Item, split: Split) -> list[Instruction]:
    """Make an instruction of an exchange; programs give none."""
    if not isinstance(item, Exchange):
        return []
    question = Message(role="user", content=item.question)
    answer = Message(role="assistant", content=item.answer, loss=True)
    made = Instruction(
        id=f"general:{item.id}",
        kind="general",
        messages=[question, answer],
        family=item.family,
        language=item.language,
        label=Label.SECURE if item.judged else None,
        label_source="judge" if item.judged else None,
        split=split,
        origin=item.origin,
        prompt=NO_PROMPT,
    )
    return [made]
