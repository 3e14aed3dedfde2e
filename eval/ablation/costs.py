"""What a design would cost, before anything starts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coveval_train.errors import UserError
from coveval_train.train import loading, mixture, plan, shapes, sources
from coveval_train.train.gpus import Gpu
from coveval_train.train.mixture import write_weights
from coveval_train.train.plan import Work
from coveval_train.train.sources import Sources
from eval.ablation.designs import Shares
from eval.ablation.measuring import MeasureConfig


@dataclass(frozen=True)
class Cost:
    """What training on one mixture takes."""

    shares: Shares
    rows: int
    repeats: int
    """Rows that are drawn again, as their source has run out."""
    loss_tokens: int
    work: Work


def source_names(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the sources that a configuration mixes.

    Raises:
        UserError: the configuration is wrong, or mixes nothing, or has no total.
    """
    about = _mixing(sources.parse(arguments, [MeasureConfig])[2])
    if about.total is None:
        raise UserError(
            "total: missing; without it a mixture's weights decide how much is trained too"
        )
    return tuple(about.train_files)


def costs(
    arguments: Sequence[str],
    design: Sequence[Shares],
    gpu: Gpu,
    processes: int,
    utilisation: float,
) -> list[Cost]:
    """Work out what each mixture of a design takes to train on; nothing where no data is made yet.

    Args:
        arguments: the configuration, as a recipe takes it.
        processes: GPUs that train together.
        utilisation: the share of the GPUs' peak that is assumed for the time.

    Raises:
        UserError: the configuration or its data is wrong, or nothing is known of its model.
    """
    # Of the weights that the file has, or none, every source has to be read.
    every = write_weights(dict.fromkeys(source_names(arguments), 1.0))
    model_args, sft_args, about = sources.parse([*arguments, "--weights", every], [MeasureConfig])
    if not any(Path(file).exists() for file in about.files.values()):
        return []
    tokenizer = loading.tokenizer(model_args)
    given = sources.give(
        sources.read(model_args, sft_args, about), about, tokenizer, sft_args.max_length
    )
    rows = {name: of.rows for name, of in given.tokenized.items()}
    shape = shapes.of(model_args)
    found = []
    for shares in design:
        mixed = mixture.mixed(
            {name: rows[name] for name, share in shares.items() if share},
            replace(_mixing(about), weights=shares),
        )
        flops = gpu.flops * processes * utilisation
        work = plan.work(mixed.rows, model_args, sft_args, shape, flops, processes)
        repeats = sum(share.repeats for share in mixed.shares)
        loss_tokens = sum(share.loss_tokens for share in mixed.shares)
        found.append(Cost(shares, len(mixed.rows), repeats, loss_tokens, work))
    return found


def _mixing(about: Sources) -> mixture.MixtureConfig:
    if about.mixture is None:
        raise UserError("train_files: missing; the configuration mixes nothing")
    return about.mixture
