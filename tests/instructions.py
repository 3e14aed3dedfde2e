"""Instructions for tests of what trains on them."""

from coveval_train.records import Instruction, Message


def general(source: str, number: int) -> Instruction:
    """Return an instruction of no weakness."""
    return Instruction(
        id=f"{source}{number}",
        kind="general",
        messages=[
            Message(role="user", content=f"What is {number} + 1?"),
            Message(role="assistant", content=str(number + 1), loss=True),
        ],
        family=source,
        split="train",
        origin="test",
        prompt="test@1",
    )
