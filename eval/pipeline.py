"""An evaluation run from end to end: ask, judge, score, report."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from coveval_train import models, prompts, runs, tables
from coveval_train.errors import UserError
from coveval_train.llm.decoding import Key, LanguageModel
from coveval_train.llm.endpoint_ref import EndpointRef
from coveval_train.models import ModelRef
from coveval_train.records import Request, Response, Task
from eval import judges
from eval.bench.benchmark import Benchmark
from eval.judges import Judges
from eval.sandbox import bubblewrap
from eval.stages import judge, progress_bars
from eval.stages.ask import Answerer, Asking, answer_batches, ask, questions
from eval.stages.judge import Candidate
from eval.tasks import requests
from eval.usability import humaneval

PROMPTS = ("classification", "completion", "detection", "judgment", "repair", "usability")
"""Those that an evaluation asks with."""

ASKED = (
    *("benchmark", "problems", "prompts", "decoding", "samples", "by_likelihood", "judges"),
    "judge_fingerprints",
)
"""Settings in which evaluations must be alike to have asked and judged alike."""


@dataclass(frozen=True)
class Evaluation:
    """What is evaluated, on what, and who judges."""

    asking: Asking
    bench: Benchmark
    tasks: list[Task]
    judges: Judges
    """Those who judge completions and repairs."""
    problems: int | None = None
    """Of HumanEval only the first, this many; None for all."""

    def settings(self) -> dict[str, object]:
        """Return what decides the result, as JSON values for the run's manifest."""
        return {
            **asdict(self.asking),
            "model_fingerprint": _fingerprint(self.asking.model),
            "tasks": [task.value for task in self.tasks],
            "judges": self.judges.names,
            "judge_fingerprints": self.judges.fingerprints(),
            "benchmark": {self.bench.name: self.bench.fingerprint()},
            "usability": humaneval.fingerprint() if Task.USABILITY in self.tasks else None,
            "problems": self.problems,
            "prompts": prompts.fingerprints(PROMPTS),
        }


def _fingerprint(model: ModelRef | EndpointRef) -> str | None:
    """Return a digest of a model's files; what an endpoint serves cannot be known."""
    return None if isinstance(model, EndpointRef) else models.fingerprint(model)


def run(
    evaluation: Evaluation,
    out: Path,
    console: Console,
    live: LanguageModel | None = None,
    command: Sequence[str] | None = None,
) -> runs.RunFolder:
    """Carry an evaluation through to its verdicts; `eval.scores` makes the figures of them.

    Killed at any instant and called again with the same arguments, it ends in the same verdicts.

    Args:
        live: the model under evaluation, where it is loaded already, as in training.
        command: what `coveval` was called with, where it was.

    Raises:
        UserError: the sandbox, the output folder or a model is unusable.
    """
    if any(task in requests.CODE_TASKS for task in evaluation.tasks):
        judges.require(evaluation.judges)
    if Task.USABILITY in evaluation.tasks:
        bubblewrap.require()
    folder = runs.open_run(out, evaluation.settings(), command)
    asked = requests.build(evaluation.bench, evaluation.tasks, evaluation.problems)
    proven = requests.proven(evaluation.bench) if evaluation.judges.fallible else []
    tables.write([*asked, *proven], folder.requests)
    answerer = Answerer(evaluation.asking, live)
    with progress_bars(console) as progress:
        responses = ask(answerer, asked, folder, progress)
        if evaluation.judges.models:
            answerer.release()
        items = _judge(evaluation, asked, responses, folder, progress)
        if any(task in requests.SELF_TASKS for task in evaluation.tasks):
            completions = judge.labelled(evaluation.judges.labeller, asked, items, folder)
            if not completions:
                console.print("self-loop: no completion is a program of known label to ask about")
            own = requests.own(evaluation.bench, evaluation.tasks, completions)
            tables.write([*asked, *own, *proven], folder.requests)
            responses = ask(answerer, own, folder, progress)
            answerer.release()
            _judge(evaluation, own, responses, folder, progress)
    return folder


def answer_only(evaluation: Evaluation, live: LanguageModel) -> None:
    """Answer every question and keep nothing: a process's part in answering with a sharded model.

    Raises:
        UserError: the tasks are such that later questions depend on verdicts.
    """
    if any(task in requests.SELF_TASKS for task in evaluation.tasks):
        raise UserError("in training on several processes the self-loop's tasks cannot be asked")
    asked = requests.build(evaluation.bench, evaluation.tasks, evaluation.problems)
    answerer = Answerer(evaluation.asking, live)
    for _ in answer_batches(answerer, questions(evaluation.asking, asked), set()):
        pass


def _judge(
    evaluation: Evaluation,
    asked: Sequence[Request],
    responses: dict[Key, Response],
    folder: runs.RunFolder,
    progress: Progress,
) -> list[Candidate]:
    """Read the answers, let every judge have its say, and return the programs among them."""
    judge.read_answers(asked, responses, folder)
    items = judge.answered(asked, responses, evaluation.bench)
    judge.run_usability_tests(asked, responses, folder, progress)
    baseline = judge.unchanged(asked, evaluation.bench)
    judges.judge(evaluation.judges, items, baseline, evaluation.bench, folder, progress)
    return items
