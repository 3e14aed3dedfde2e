"""An evaluation run from end to end: ask, judge, score, report."""

from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from coveval_train import models, prompts, runs
from coveval_train.models import ModelRef
from coveval_train.records import Task
from eval.bench.benchmark import Benchmark
from eval.oracles import executable
from eval.sandbox import bubblewrap
from eval.stages import judge
from eval.stages.ask import Asking, ask
from eval.tasks import requests


@dataclass(frozen=True)
class Evaluation:
    """What is evaluated, on what, and who judges."""

    asking: Asking
    bench: Benchmark
    tasks: list[Task]
    executes: bool
    """Whether completions and repairs are judged by running them."""
    model_judges: dict[str, ModelRef]
    """Language models that judge them too, by the name that the scores give them."""

    def settings(self) -> dict[str, object]:
        """Return what decides the result, as JSON values for the run's manifest."""
        return {
            **asdict(self.asking),
            "model_fingerprint": models.fingerprint(self.asking.model),
            "tasks": [task.value for task in self.tasks],
            "judges": [executable.NAME] * self.executes + list(self.model_judges),
            "judge_fingerprints": {
                name: models.fingerprint(ref) for name, ref in self.model_judges.items()
            },
            "benchmark": {self.bench.name: self.bench.fingerprint()},
            "prompts": prompts.fingerprints(),
        }


def run(evaluation: Evaluation, out: Path, console: Console) -> runs.RunFolder:
    """Carry an evaluation through to its verdicts; `eval.scores` makes the figures of them.

    Killed at any instant and called again with the same arguments, it ends in the same verdicts.

    Raises:
        UserError: the sandbox, the output folder or a model is unusable.
    """
    code_tasks = any(task in requests.CODE_TASKS for task in evaluation.tasks)
    if evaluation.executes and code_tasks:
        bubblewrap.require()
    folder = runs.open_run(out, evaluation.settings())
    asked = requests.build(evaluation.bench, evaluation.tasks)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        responses = ask(evaluation.asking, asked, folder, progress)
        judge.read_answers(asked, responses, folder)
        items = judge.answered(asked, responses, evaluation.bench)
        if evaluation.executes:
            baseline = judge.unchanged(asked, evaluation.bench)
            judge.execute([*items, *baseline], evaluation.bench, folder, progress)
        for name, ref in evaluation.model_judges.items():
            judge.ask_judge(
                name,
                ref,
                items,
                evaluation.bench,
                evaluation.asking.batch_size,
                folder,
                progress,
            )
    return folder
