"""Pairs of a secure and a vulnerable answer as preferences (DPO: Rafailov et al., 2023)."""

from collections.abc import Sequence
from dataclasses import dataclass

from datasets import Dataset
from transformers import PreTrainedTokenizerBase

from coveval_train.errors import UserError
from coveval_train.llm import chat
from coveval_train.records import Instruction, Message
from coveval_train.train import pairs


@dataclass(frozen=True)
class Preferences:
    """Preferences to train on, and how many rows could not be used."""

    dataset: Dataset
    """Columns ``prompt``, ``chosen`` and ``rejected``: lists of messages with role and content."""
    rows: int
    too_long: int
    tokens: int
    """Of prompts and both answers."""


def read(
    instructions: Sequence[Instruction],
    tokenizer: PreTrainedTokenizerBase,
    max_length: int | None,
    name: str,
) -> Preferences:
    """Turn instructions whose last answer has a rejected one into preferences.

    TRL renders them with the tokenizer's template, as `chat` does, so they are only measured here.

    Args:
        max_length: longest prompt and answer to keep, in tokens; None keeps all.
        name: what errors call the data.

    Raises:
        UserError: an instruction has no rejected answer, or none is short enough.
    """
    without = [row.id for row in instructions if row.messages[-1].rejected is None]
    if without:
        raise UserError(
            f"{name}: {len(without)} instructions have no rejected answer, the first {without[0]}; "
            "make such data with coveval data build sc-ift"
        )
    stop = chat.end_of_turn(tokenizer)
    kept, tokens = [], 0
    for row in instructions:
        both = [chat.training_example(tokenizer, each, stop) for each in versions(row.messages)]
        lengths = [len(each.input_ids) for each in both]
        if max_length is None or max(lengths) <= max_length:
            kept.append(row)
            tokens += sum(lengths)
    if not kept:
        raise UserError(f"{name}: every row is longer than max_length {max_length}")
    chosen, rejected = zip(*(versions(row.messages) for row in kept), strict=True)
    dataset = Dataset.from_dict(
        {
            "prompt": [_plain(messages[:-1]) for messages in chosen],
            "chosen": [_plain(messages[-1:]) for messages in chosen],
            "rejected": [_plain(messages[-1:]) for messages in rejected],
        }
    )
    return Preferences(dataset, len(kept), len(instructions) - len(kept), tokens)


def versions(messages: Sequence[Message]) -> tuple[list[Message], list[Message]]:
    """Return the conversation with the secure and with the vulnerable answer."""
    return list(messages), [pairs.rejected(message) for message in messages]


def _plain(messages: Sequence[Message]) -> list[dict[str, str]]:
    return [{"role": message.role, "content": message.content} for message in messages]
