"""What a supervised recipe trains on, whichever of the two it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import torch
from transformers import PreTrainedTokenizerBase
from trl import ModelConfig, SFTConfig

from coveval_train.errors import collect, raise_if_any
from coveval_train.records import Instruction
from coveval_train.train import config, data, loading, mixture
from coveval_train.train.data import DataConfig, Row, Tokenized
from coveval_train.train.losses import LossConfig
from coveval_train.train.mixture import MixtureConfig, Share


@dataclass(frozen=True)
class Sources:
    """The files of a configuration."""

    files: dict[str, str]
    held_out: str | None
    mixture: MixtureConfig | None = None
    loss: LossConfig = field(default_factory=LossConfig)


@dataclass(frozen=True)
class Given:
    """The rows that a trainer would be given."""

    tokenized: dict[str, Tokenized]
    """By source."""
    rows: list[Row]
    shares: list[Share]
    """What each source gives; of a recipe without a mixture there is none."""


def parse(
    arguments: Sequence[str], also: Sequence[type] = ()
) -> tuple[ModelConfig, SFTConfig, Sources]:
    """Read the configuration of either recipe; which one it is for shows in its keys.

    Args:
        also: dataclasses whose keys may be there too.

    Raises:
        UserError: as `config.parse`.
    """
    given = list(arguments)
    if not torch.cuda.is_available():
        # Otherwise Transformers refuses what is set for a GPU, before anything else is looked at.
        given += ["--use_cpu", "true"]
    if "train_file" in config.written(given):
        model_args, sft_args, one = config.parse(
            [ModelConfig, SFTConfig, DataConfig, *also], given
        )[:3]
        return model_args, sft_args, Sources({"train": one.train_file}, one.validation_file)
    model_args, sft_args, several, loss = config.parse(
        [ModelConfig, SFTConfig, MixtureConfig, LossConfig, *also], given
    )[:4]
    sources = Sources(several.used, several.validation_file, several, loss)
    return model_args, sft_args, sources


def read(model_args: ModelConfig, sft_args: SFTConfig, sources: Sources) -> list[list[Instruction]]:
    """Read every source's instructions, in the order of its files.

    Raises:
        UserError: the configuration or the data is wrong; all problems at once.
    """
    problems = loading.problems(model_args, sft_args)
    problems += loading.packing_problems(model_args, sft_args)
    files = [*sources.files.values(), *([sources.held_out] if sources.held_out else [])]
    found = [collect(problems, partial(data.read, path)) or [] for path in files]
    raise_if_any(problems)
    instructions = found[: len(sources.files)]
    held_out = [row for rows in found[len(sources.files) :] for row in rows]
    data.require_disjoint([row for rows in instructions for row in rows], held_out)
    return instructions


def give(
    instructions: Sequence[Sequence[Instruction]],
    sources: Sources,
    tokenizer: PreTrainedTokenizerBase,
    max_length: int | None,
) -> Given:
    """Tokenize and mix, as the recipe does."""
    tokenized = {
        name: data.tokenize(rows, tokenizer, max_length, name, compare=sources.loss.compares)
        for name, rows in zip(sources.files, instructions, strict=True)
    }
    if sources.mixture is None:
        return Given(tokenized, [row for of in tokenized.values() for row in of.rows], [])
    found = mixture.mixed({name: of.rows for name, of in tokenized.items()}, sources.mixture)
    return Given(tokenized, found.rows, found.shares)
