"""GC-IFT and G-IFT: instructions and answers as their source has them."""

from coveval_train import prompts
from coveval_train.records import Instruction, Label, Message, Split
from data_gen.sources import Exchange, Item


def build(item: Item, split: Split) -> list[Instruction]:
    """Make an instruction of an exchange; programs give none."""
    if not isinstance(item, Exchange):
        return []
    answer = Message(role="assistant", content=item.answer, loss=True)
    made = Instruction(
        id=f"general:{item.id}",
        kind="general",
        messages=[prompts.user_message("general", instruction=item.question), answer],
        family=item.family,
        language=item.language,
        label=Label.SECURE if item.judged else None,
        label_source="judge" if item.judged else None,
        split=split,
        origin=item.origin,
        prompt=prompts.identity("general"),
    )
    return [made]
