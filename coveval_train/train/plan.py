"""Whether a training run fits a GPU, and how long it would take, before one is paid for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trl import ModelConfig, SFTConfig

from coveval_train.errors import UserError
from coveval_train.train import data, loading, memory, preflight, shapes, sources
from coveval_train.train.data import Row
from coveval_train.train.gpus import Gpu
from coveval_train.train.memory import Memory, Sharding
from coveval_train.train.shapes import Shape
from coveval_train.train.sources import Sources


@dataclass(frozen=True)
class Work:
    """What a run computes."""

    steps: int
    tokens: int
    """That all processes see in all steps; padding is not counted."""
    seconds: float
    """At the assumed share of the GPUs' peak."""


@dataclass(frozen=True)
class Plan:
    """What one configuration needs of each GPU."""

    model: str
    parameters: int
    trained: int
    memory: Memory
    fits: bool
    work: Work | None
    """None where the data is not made yet."""


def plan(
    arguments: Sequence[str], gpu: Gpu, processes: int, zero_stage: int, utilisation: float
) -> Plan:
    """Work out a configuration's memory, steps and time.

    Args:
        arguments: as a recipe takes them.
        processes: GPUs that train together.
        zero_stage: DeepSpeed's, 0 without it.
        utilisation: the share of the GPUs' peak that is assumed for the time.

    Raises:
        UserError: the configuration is wrong, or nothing is known of its model.
    """
    model_args, sft_args, about = sources.parse(arguments)
    if sft_args.max_length is None:
        raise UserError("max_length: without it nothing bounds a row, and so the memory")
    try:
        shape = shapes.of(model_args)
    except OSError as error:
        reason = str(error).splitlines()[0]
        raise UserError(f"{model_args.model_name_or_path}: no config.json ({reason})") from error
    sharding = Sharding(zero_stage, processes)
    need = memory.plan(model_args, sft_args, sft_args.max_length, sharding)
    return Plan(
        model=str(model_args.model_name_or_path),
        parameters=shape.parameters,
        trained=shape.trained,
        memory=need,
        fits=need.total <= gpu.memory,
        work=_work(
            model_args, sft_args, about, shape, gpu.flops * processes * utilisation, processes
        ),
    )


def _work(
    model_args: ModelConfig,
    sft_args: SFTConfig,
    about: Sources,
    shape: Shape,
    flops: float,
    processes: int,
) -> Work | None:
    if not all(Path(file).exists() for file in about.files.values()):
        return None
    instructions = sources.read(model_args, sft_args, about)
    given = sources.give(instructions, about, loading.tokenizer(model_args), sft_args.max_length)
    return work(given.rows, model_args, sft_args, shape, flops, processes)


def work(
    rows: Sequence[Row],
    model_args: ModelConfig,
    sft_args: SFTConfig,
    shape: Shape,
    flops: float,
    processes: int,
) -> Work:
    """Work out what training on rows computes.

    Args:
        flops: of all processes together, a second, as they are expected to be reached.
    """
    schedule = preflight.schedule(data.dataset(rows), sft_args, processes)
    tokens = round(sum(row.tokens for row in rows) * schedule.epochs)
    passes = 2 + 2 + 2 * (not model_args.use_peft) + 2 * bool(sft_args.gradient_checkpointing)
    return Work(schedule.steps, tokens, tokens * passes * shape.parameters / flops)
