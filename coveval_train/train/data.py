"""Instructions as tokenized training data."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from datasets import Dataset
from transformers import PreTrainedTokenizerBase

from coveval_train import tables
from coveval_train.errors import UserError, collect
from coveval_train.llm import chat
from coveval_train.llm.chat import Example
from coveval_train.records import Instruction
from coveval_train.train import pairs


@dataclass
class DataConfig:
    """What to train on."""

    train_file: str
    """Instructions to train on, JSON Lines or Parquet."""
    validation_file: str | None = None
    """Instructions of families that are not trained on; the evaluation loss is theirs."""


@dataclass(frozen=True)
class Row:
    """An instruction as training sees it."""

    instruction: Instruction
    examples: tuple[Example, ...]
    """One sequence of tokens; of a pair, its secure and its vulnerable version."""

    @cached_property
    def tokens(self) -> int:
        return sum(len(example.input_ids) for example in self.examples)

    @cached_property
    def loss_tokens(self) -> int:
        return sum(label != chat.IGNORED for example in self.examples for label in example.labels)


@dataclass(frozen=True)
class Tokenized:
    """The rows of a data set that can be trained on, and how many cannot."""

    rows: list[Row]
    too_long: int
    """Rows left out because they exceed the maximum length: none is ever cut."""
    unchanged: int = 0
    """Pairs left out because their two versions tokenize alike."""


@dataclass(frozen=True)
class Counts:
    """What a training run was given of a data set."""

    rows: int
    too_long: int
    unchanged: int
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


def read_splits(about: DataConfig, problems: list[str]) -> dict[str, list[Instruction]]:
    """Read the data of a recipe, ``train`` and, where it is given, ``eval``; collect problems."""
    files = {"train": about.train_file, "eval": about.validation_file}
    return {
        split: collect(problems, partial(read, path)) or [] for split, path in files.items() if path
    }


def fingerprints(about: DataConfig) -> dict[str, str | None]:
    """Return digests of a recipe's data files."""
    return {
        "train": fingerprint(about.train_file),
        "validation": fingerprint(about.validation_file),
    }


def tokenize(
    instructions: Sequence[Instruction],
    tokenizer: PreTrainedTokenizerBase,
    max_length: int | None,
    name: str,
    *,
    compare: bool = False,
) -> Tokenized:
    """Tokenize instructions, with loss on the answers only.

    Args:
        max_length: longest sequence to keep, in tokens; None keeps all.
        name: what errors call the data.
        compare: render answers that have a rejected one as pairs (`pairs.examples`), with loss
            where the two differ.

    Raises:
        UserError: no row is short enough.
    """
    stop = chat.end_of_turn(tokenizer)
    kept, lengths, unchanged = [], [], 0
    for instruction in instructions:
        if compare and pairs.comparable(instruction.messages):
            examples = pairs.examples(tokenizer, instruction.messages, stop)
        else:
            examples = (chat.training_example(tokenizer, instruction.messages, stop),)
        if not examples:
            unchanged += 1
            continue
        lengths.append(max(len(example.input_ids) for example in examples))
        if max_length is None or lengths[-1] <= max_length:
            kept.append(Row(instruction, examples))
    if not kept:
        raise UserError(
            f"{name}: every row is longer than max_length {max_length}; the shortest has "
            f"{min(lengths)} tokens"
            if lengths
            else f"{name}: no pair's versions differ"
        )
    return Tokenized(kept, too_long=len(lengths) - len(kept), unchanged=unchanged)


def counts(tokenized: Tokenized) -> Counts:
    """Count what a tokenized data set holds."""
    return Counts(
        rows=len(tokenized.rows),
        too_long=tokenized.too_long,
        unchanged=tokenized.unchanged,
        tokens=sum(row.tokens for row in tokenized.rows),
        loss_tokens=sum(row.loss_tokens for row in tokenized.rows),
    )


def dataset(rows: Sequence[Row]) -> Dataset:
    """Return columns ``input_ids`` and ``labels``: of each sequence, two lists of one length."""
    examples = [example for row in rows for example in row.examples]
    return Dataset.from_dict(
        {
            "input_ids": [example.input_ids for example in examples],
            "labels": [example.labels for example in examples],
        }
    )


def fingerprint(path: str | None) -> str | None:
    """Return the SHA-256 (first 12 digits) of a data file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12] if path else None


def require_disjoint(train: Sequence[Instruction], held_out: Sequence[Instruction]) -> None:
    """Raise `UserError` where training and validation share families."""
    held = {row.family for row in held_out}
    if shared := sorted({row.family for row in train} & held):
        raise UserError(
            f"train and validation share families ({', '.join(shared)}); split by family"
        )
