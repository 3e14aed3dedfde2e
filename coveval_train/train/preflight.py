"""What a training run will do, found out before any weights load."""

import math
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from datasets import Dataset, disable_progress_bars, enable_progress_bars
from transformers import PreTrainedTokenizerBase
from trl import ModelConfig, SFTConfig, pack_dataset

from coveval_train.llm import chat
from coveval_train.llm.chat import IGNORED, Example
from coveval_train.train import shapes
from coveval_train.train.data import Row


@dataclass(frozen=True)
class SpecialTokens:
    """The tokens that begin, end and fill up rows, as text."""

    bos: str | None
    eos: str | None
    pad: str | None
    end_of_turn: str


@dataclass(frozen=True)
class Stretch:
    """Tokens of a rendered example, one after the other, that are all learnt or all not."""

    text: str
    learnt: bool


@dataclass(frozen=True)
class Coverage:
    """What carries labels in the data of one source."""

    rows: int
    tokens: int
    loss_tokens: int
    longest: int
    """Tokens of the longest sequence."""
    labels: dict[str, int]
    """Rows by what their program is known to be; rows of no program are not counted."""
    cwes: dict[str, int]


@dataclass(frozen=True)
class Schedule:
    """How often the weights will be updated, and on how much."""

    sequences: int
    """Sequences of an epoch; packed ones count once."""
    effective_batch: int
    """Sequences of one step: those of a device, times devices, times accumulated ones."""
    steps: int
    epochs: float


@dataclass(frozen=True)
class Disk:
    """Room for checkpoints, in bytes."""

    free: int
    checkpoint: int
    """Of one checkpoint: what is trained, and the optimizer's two moments of it."""
    checkpoints: int
    """The most that are kept at once: one more than the limit, while the oldest is replaced."""

    @property
    def suffices(self) -> bool:
        return self.free > self.checkpoint * self.checkpoints


def special_tokens(tokenizer: PreTrainedTokenizerBase) -> SpecialTokens:
    """Return the tokens that mark where texts begin and end.

    Raises:
        UserError: there is no chat template, or none of its tokens ends an answer.
    """
    stop = tokenizer.convert_ids_to_tokens(chat.end_of_turn(tokenizer))
    return SpecialTokens(
        _text(tokenizer.bos_token),
        _text(tokenizer.eos_token),
        _text(tokenizer.pad_token),
        str(stop),
    )


def stretches(tokenizer: PreTrainedTokenizerBase, example: Example) -> list[Stretch]:
    """Cut an example where learnt tokens follow others, for people to read."""
    found: list[tuple[bool, list[int]]] = []
    for token, label in zip(example.input_ids, example.labels, strict=True):
        learnt = label != IGNORED
        if not found or found[-1][0] != learnt:
            found.append((learnt, []))
        found[-1][1].append(token)
    return [Stretch(str(tokenizer.decode(tokens)), learnt) for learnt, tokens in found]


def coverage(rows: Sequence[Row]) -> Coverage:
    """Count the labels of a source's rows."""
    about = [row.instruction for row in rows]
    return Coverage(
        rows=len(rows),
        tokens=sum(row.tokens for row in rows),
        loss_tokens=sum(row.loss_tokens for row in rows),
        longest=max(len(example.input_ids) for row in rows for example in row.examples),
        labels=_counted(row.label and row.label.value for row in about),
        cwes=_counted(row.cwe for row in about),
    )


def one_sided(name: str, coverage: Coverage) -> list[str]:
    """Return a warning where a source of judged programs has but one kind of them."""
    if len(coverage.labels) != 1:
        return []
    (label,) = coverage.labels
    return [f"{name}: every labelled program is {label}; a judge would learn to always say so"]


def schedule(data: Dataset, sft_args: SFTConfig, processes: int) -> Schedule:
    """Work out the steps that the trainer will take.

    Args:
        data: columns ``input_ids`` and ``labels``.
        processes: how many will train together.
    """
    sequences = len(_packed(data, sft_args)) if sft_args.packing else len(data)
    accumulation = sft_args.gradient_accumulation_steps
    batch = sft_args.per_device_train_batch_size * processes
    batches = math.ceil(sequences / batch)
    an_epoch = max(1, math.ceil(batches / accumulation))
    if sft_args.max_steps > 0:
        steps = sft_args.max_steps
    else:
        steps = math.ceil(sft_args.num_train_epochs * an_epoch)
    return Schedule(sequences, batch * accumulation, steps, steps / an_epoch)


def disk(model_args: ModelConfig, sft_args: SFTConfig, steps: int) -> Disk:
    """Compare the room that checkpoints take with what is free where they will be written."""
    shape = shapes.of(model_args)
    weights = shape.trained * shapes.bytes_of(shape.trained_dtype)
    moments = 2 * shape.trained * shapes.bytes_of(shape.trained_dtype)
    output = Path(str(sft_args.output_dir)).absolute()
    existing = next(folder for folder in (output, *output.parents) if folder.exists())
    return Disk(shutil.disk_usage(existing).free, weights + moments, _kept(sft_args, steps))


def _kept(sft_args: SFTConfig, steps: int) -> int:
    if sft_args.save_strategy == "no":
        return 1
    if sft_args.save_strategy == "epoch":
        written = math.ceil(sft_args.num_train_epochs)
    else:
        every = sft_args.save_steps
        written = steps // int(every if every >= 1 else max(1, every * steps))
    limit = sft_args.save_total_limit
    return min(written, limit + 1) if limit else written


def _packed(data: Dataset, sft_args: SFTConfig) -> Dataset:
    disable_progress_bars()
    try:
        return pack_dataset(data, int(sft_args.max_length or 0), sft_args.packing_strategy)
    finally:
        enable_progress_bars()


def _counted(values: Iterable[str | None]) -> dict[str, int]:
    return dict(sorted(Counter(value for value in values if value is not None).items()))


def _text(token: object) -> str | None:
    return None if token is None else str(token)
