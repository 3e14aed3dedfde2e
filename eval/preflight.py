"""`coveval train check`: what a training run will do, before it is paid for.

It stands here, above the training side, as it also compares the data with the benchmark.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coveval_train.train import data, loading, preferring, preflight, sources
from coveval_train.train.data import Tokenized
from coveval_train.train.mixture import Share
from coveval_train.train.preflight import Coverage, Disk, Schedule, SpecialTokens, Stretch
from eval.bench import contamination
from eval.bench.benchmark import Benchmark
from eval.bench.contamination import Contamination


@dataclass(frozen=True)
class Preflight:
    """What a training run will do."""

    tokens: SpecialTokens
    example: list[Stretch]
    """The shortest sequence, cut where what is learnt begins and ends."""
    coverage: dict[str, Coverage]
    """By source."""
    too_long: dict[str, int]
    """Rows left out, by source."""
    shares: list[Share]
    """What each source gives; of a recipe without a mixture there is none."""
    contamination: Contamination
    schedule: Schedule
    disk: Disk
    warnings: list[str]


def check(arguments: Sequence[str], bench: Benchmark, processes: int) -> Preflight:
    """Find out all that can be known of a run without its weights.

    Args:
        arguments: as a recipe takes them.
        processes: how many will train together.

    Raises:
        UserError: the configuration, the data or the tokenizer is wrong; all problems at once.
    """
    model_args, sft_args, about = sources.parse(arguments)
    instructions = sources.read(model_args, sft_args, about)
    tokenizer = loading.tokenizer(model_args)
    given = sources.give(instructions, about, tokenizer, sft_args.max_length)
    schedule = preflight.schedule(data.dataset(given.rows), sft_args, processes)
    coverage = {name: preflight.coverage(of.rows) for name, of in given.tokenized.items()}
    shortest = min(
        (example for row in given.rows for example in row.examples),
        key=lambda example: len(example.input_ids),
    )
    found = contamination.find([row for rows in instructions for row in rows], bench)
    disk = preflight.disk(model_args, sft_args, schedule.steps)
    return Preflight(
        tokens=preflight.special_tokens(tokenizer),
        example=preflight.stretches(tokenizer, shortest),
        coverage=coverage,
        too_long={name: of.too_long for name, of in given.tokenized.items()},
        shares=given.shares,
        contamination=found,
        schedule=schedule,
        disk=disk,
        warnings=_warnings(coverage, given.tokenized, found, disk)
        + preferring.warnings(given.rows, about.loss),
    )


def _warnings(
    coverage: dict[str, Coverage],
    tokenized: dict[str, Tokenized],
    found: Contamination,
    disk: Disk,
) -> list[str]:
    warnings = [line for name, of in coverage.items() for line in preflight.one_sided(name, of)]
    for name, of in tokenized.items():
        if of.too_long:
            share = of.too_long / (of.too_long + len(of.rows))
            warnings.append(f"{name}: {of.too_long} rows ({share:.1%}) are too long and left out")
    if found.families:
        rows = sum(found.families.values())
        warnings.append(f"{rows} rows are of families that the benchmark asks about")
    if found.copies:
        worst = found.copies[0]
        warnings.append(
            f"{len(found.copies)} copies of benchmark programs, the nearest of {worst.first} in "
            f"{worst.second} (similarity {worst.similarity:.2f})"
        )
    if not disk.suffices:
        warnings.append(
            f"checkpoints need up to {disk.checkpoints} x {_gib(disk.checkpoint)} GiB and "
            f"{_gib(disk.free)} GiB are free; lower save_total_limit"
        )
    return warnings


def _gib(count: int) -> float:
    return math.ceil(count / 2**30 * 10) / 10
