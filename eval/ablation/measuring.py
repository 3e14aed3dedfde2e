"""What is measured of a trained trial, and how."""

import random
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from rich.console import Console

from coveval_train import cwe, models
from coveval_train.errors import collect
from coveval_train.llm import batching
from coveval_train.llm.decoding import Decoding
from coveval_train.records import Instruction, Task
from eval import judges, pipeline, scores
from eval.ablation.trials import LOSS, Response
from eval.bench import benchmark
from eval.bench.benchmark import Benchmark
from eval.judges import Judges
from eval.oracles import executable
from eval.report import html
from eval.scores import Score
from eval.sheets import SECURE
from eval.stages import ANSWER, HUMANEVAL
from eval.stages.ask import Asking
from eval.tasks import requests

EVALUATION = "evaluation"
"""The folder, inside that of a trial, of its evaluation."""


@dataclass
class MeasureConfig:
    """What to measure of a trial."""

    validation_files: dict[str, str] | None = None
    """Held-out instructions by their source; the loss on each is a response."""
    validation_rows: int | None = None
    """How many of each to draw; None for all."""
    eval_tasks: str = "all,usability"
    """Tasks as `coveval eval --tasks` takes them."""
    eval_bench: str = "embedded"
    """Benchmark as `coveval eval --bench` takes it."""
    eval_judges: list[str] = field(default_factory=lambda: [executable.NAME])
    """Judges as `coveval eval --judge` takes them."""
    eval_cwes: list[str] | None = None
    """Only these weaknesses; None for all."""
    eval_families: int | None = None
    """Of each weakness only the first families, this many."""
    eval_problems: int | None = None
    """Only the first problems of HumanEval, this many."""
    eval_answers: Literal["text", "likelihood"] = "text"
    """How detection and classification are answered."""
    eval_max_new_tokens: int = 512
    """Longest program answered."""
    eval_batch_tokens: int = batching.BUDGET
    """Tokens in memory at once."""


@dataclass(frozen=True)
class Measure:
    """What has been found to be measurable."""

    about: MeasureConfig
    tasks: list[Task]
    bench: Benchmark
    judges: Judges


def prepare(about: MeasureConfig, problems: list[str]) -> Measure | None:
    """Look up tasks, benchmark and judges; what is wrong is added to the problems."""
    tasks = collect(problems, partial(requests.named, about.eval_tasks, "eval_tasks"))
    bench = collect(
        problems, lambda: benchmark.chosen(about.eval_bench, cwe.chosen(about.eval_cwes))
    )
    who = collect(problems, partial(judges.parse, about.eval_judges, about.eval_batch_tokens))
    if not (tasks and bench and who):
        return None
    if who.executes and not bench.families and any(task in requests.CODE_TASKS for task in tasks):
        problems.append(
            "eval_judges: this benchmark has no tests to run; name a model or an analyser"
        )
    limit = about.eval_families
    return Measure(about, tasks, benchmark.limited(bench, limit) if limit else bench, who)


def drawn(rows: list[Instruction], about: MeasureConfig) -> list[Instruction]:
    """Return the held-out rows that the losses are of, the same ones for every trial."""
    if about.validation_rows is None or about.validation_rows >= len(rows):
        return rows
    return random.Random(0).sample(rows, about.validation_rows)


def measure(how: Measure, trained: Path, console: Console) -> dict[str, Response]:
    """Evaluate what was trained in a folder, and return its responses.

    The evaluation is a run in the folder `EVALUATION` inside, as `coveval eval` makes it.

    Raises:
        UserError: the sandbox or a model is unusable.
    """
    about = how.about
    asking = Asking(
        model=models.resolve(str(trained)),
        decoding=Decoding(max_new_tokens=about.eval_max_new_tokens),
        samples=1,
        by_likelihood=about.eval_answers == "likelihood",
        batch_tokens=about.eval_batch_tokens,
        load_in_4bit=False,
    )
    evaluation = pipeline.Evaluation(asking, how.bench, how.tasks, how.judges, about.eval_problems)
    folder = pipeline.run(evaluation, trained / EVALUATION, console)
    found = scores.score(folder)
    html.write(folder, found)
    return responses(found)


OF_PROGRAMS = {"secure": f"{SECURE}@1", "works": "functional_rate", "builds": "build_rate"}
"""Further figures of programs that were run, by the end of the response's name."""


def responses(found: list[Score]) -> dict[str, Response]:
    """Return the figures by which trials are compared.

    Each task gives its first metric under its own name; of programs that were run this is how many
    work and are secure, and `OF_PROGRAMS` follow. Other judges give ``TASK/JUDGE``.
    """
    by_name: dict[str, Response] = {}
    for score in found:
        if score.judge in (executable.NAME, ANSWER, HUMANEVAL):
            named = {score.task: next(iter(score.metrics.values()))}
            named |= {
                f"{score.task}/{end}": score.metrics[metric]
                for end, metric in OF_PROGRAMS.items()
                if metric in score.metrics
            }
        elif score.task in requests.CODE_TASKS:
            named = {f"{score.task}/{score.judge}": score.metrics[f"{SECURE}@1"]}
        else:
            continue
        by_name |= {
            name: Response(estimate.value, estimate.low, estimate.high)
            for name, estimate in named.items()
        }
    return by_name


def losses(recorded: list[dict[str, float]]) -> dict[str, Response]:
    """Return the last held-out losses of a training run, by source.

    Args:
        recorded: ``eval_losses`` of the run's result, as `coveval_train.train.session` writes it.
    """
    found: dict[str, Response] = {}
    for row in recorded:
        for name, value in row.items():
            if name.startswith("eval_") and name.endswith("_loss"):
                source = name.removeprefix("eval_").removesuffix("_loss")
                found[f"{LOSS}{source}"] = Response(value)
    return found
