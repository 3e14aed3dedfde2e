"""Instructions as tokenized training data."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from datasets import Dataset
from transformers import PreTrainedTokenizerBase

from coveval_train import tables
from coveval_train.errors import UserError
from coveval_train.llm import chat
from coveval_train.records import Instruction


@dataclass
class DataConfig:
    """What to train on."""

    train_file: str
    """Instructions to train on, JSON Lines or Parquet."""
    validation_file: str | None = None
    """Instructions of families that are not trained on; the evaluation loss is theirs."""


@dataclass(frozen=True)
class Tokenized:
    """A tokenized data set and what became of its rows."""

    dataset: Dataset
    """Columns ``input_ids`` and ``labels``, lists of int of the same length."""
    rows: int
    too_long: int
    """Rows left out because they exceed the maximum length: none is ever cut."""
    tokens: int
    loss_tokens: int


def read(path: str) -> list[Instruction]:
    """Read instructions; raise `UserError` if the file is missing, malformed or empty."""
    instructions = tables.read(Path(path), Instruction)
    if not instructions:
        raise UserError(f"{path}: holds no instructions")
    without_loss = [
        f'{path}: instruction {row.id} has no message to learn (set "loss": true on an answer)'
        for row in instructions
        if not any(message.loss and message.role == "assistant" for message in row.messages)
    ]
    if without_loss:
        raise UserError(without_loss)
    return instructions


def tokenize(
    instructions: Sequence[Instruction],
    tokenizer: PreTrainedTokenizerBase,
    max_length: int | None,
    name: str,
) -> Tokenized:
    """Tokenize instructions, with loss on the answers only.

    Args:
        max_length: longest row to keep, in tokens; None keeps all.
        name: what errors call the data.

    Raises:
        UserError: no row is short enough.
    """
    examples = [chat.training_example(tokenizer, row.messages) for row in instructions]
    kept = [
        example
        for example in examples
        if max_length is None or len(example.input_ids) <= max_length
    ]
    if not kept:
        raise UserError(
            f"{name}: every row is longer than max_length {max_length}; the shortest has "
            f"{min(len(example.input_ids) for example in examples)} tokens"
        )
    dataset = Dataset.from_dict(
        {
            "input_ids": [example.input_ids for example in kept],
            "labels": [example.labels for example in kept],
        }
    )
    return Tokenized(
        dataset=dataset,
        rows=len(kept),
        too_long=len(examples) - len(kept),
        tokens=sum(len(example.input_ids) for example in kept),
        loss_tokens=sum(label != chat.IGNORED for example in kept for label in example.labels),
    )


def fingerprint(path: str | None) -> str | None:
    """Return the SHA-256 (first 12 digits) of a data file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12] if path else None


def shared_families(train: Sequence[Instruction], *others: Sequence[Instruction]) -> list[str]:
    """Return the families of the training data that other data sets have too, sorted."""
    elsewhere = {row.family for other in others for row in other}
    return sorted({row.family for row in train} & elsewhere)
