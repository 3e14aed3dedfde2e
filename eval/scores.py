"""Third stage: verdicts become figures, with intervals, baselines and every outcome counted."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from coveval_train import cwe, tables
from coveval_train.errors import UserError
from coveval_train.records import NO_WEAKNESS, Label, Outcome, Program, Request, Task, Verdict
from coveval_train.runs import RunFolder
from eval.bench.benchmark import Benchmark
from eval.metrics import bootstrap, confusion
from eval.metrics.bootstrap import Estimate
from eval.oracles import executable
from eval.stages import ANSWER, JUDGING, UNCHANGED
from eval.tasks import requests as task_requests

JUDGING_TASK = "judging"
"""The name under which a judge's own scores appear beside the four tasks'."""

LABELS = (Label.SECURE, Label.VULNERABLE)
CLASSES = (NO_WEAKNESS, *cwe.BY_ID)

BINARY_METRICS = {
    "f1": confusion.positive_f1,
    "balanced_accuracy": confusion.balanced_accuracy,
    "mcc": confusion.mcc,
    "false_positive_rate": confusion.false_positive_rate,
}
CLASS_METRICS = {
    "weighted_f1": confusion.weighted_f1,
    "macro_f1": confusion.macro_f1,
    "accuracy": confusion.accuracy,
}


@dataclass(frozen=True)
class Score:
    """What one judge makes of one task."""

    task: str
    judge: str
    n: int
    families: int
    outcomes: dict[str, int]
    """How many answers came to each outcome; they sum to n."""
    metrics: dict[str, Estimate]
    baselines: dict[str, dict[str, float]]
    """The same metrics for answers that need no model."""


def score(folder: RunFolder, bench: Benchmark, tasks: Sequence[Task]) -> list[Score]:
    """Score a finished run and write its ``scores.json``; needs no model.

    Raises:
        UserError: requests without a verdict; the run has not been finished.
    """
    verdicts = tables.read_appended(folder.verdicts, Verdict)
    by_judge: dict[str, dict[str, Verdict]] = {}
    for verdict in verdicts:
        by_judge.setdefault(verdict.judge, {})[verdict.request] = verdict
    programs = bench.labelled
    scores: list[Score] = []
    for task in tasks:
        asked = task_requests.build(bench, [task])
        if task in task_requests.CODE_TASKS:
            judges = [judge for judge in by_judge if judge != ANSWER] or [executable.NAME]
            scores += [_code_score(task, judge, asked, by_judge.get(judge, {})) for judge in judges]
        elif task == Task.DETECTION:
            scores.append(_detection_score(asked, by_judge.get(ANSWER, {}), programs))
        else:
            scores.append(_classification_score(asked, by_judge.get(ANSWER, {}), programs))
    for judge, given in by_judge.items():
        if judge not in (ANSWER, executable.NAME):
            scores.append(_judging_score(judge, given, programs))
    tables.write_json([asdict(row) for row in scores], folder.scores)
    return scores


def read(folder: RunFolder) -> list[Score]:
    """Read a run's ``scores.json``; raise `UserError` if it has none."""
    try:
        rows = json.loads(folder.scores.read_text())
    except (OSError, ValueError) as error:
        raise UserError(
            f"{folder.scores}: no scores ({error}); finish the run with 'coveval eval' first"
        ) from error
    return [
        Score(
            **row | {"metrics": {name: Estimate(**value) for name, value in row["metrics"].items()}}
        )
        for row in rows
    ]


def _code_score(
    task: Task, judge: str, asked: Sequence[Request], given: dict[str, Verdict]
) -> Score:
    """Score completion or repair: SR@1 is the share of all answers that the judge calls secure."""
    verdicts = _complete([request.id for request in asked], given)
    families = [request.family for request in asked]
    metrics = {
        name: bootstrap.rate(*_hits_by_family(families, hits))
        for name, hits in _code_hits(verdicts, judge).items()
    }
    return Score(
        task=task.value,
        judge=judge,
        n=len(asked),
        families=len(set(families)),
        outcomes=_outcomes(verdicts),
        metrics=metrics,
        baselines=_unchanged_baseline(asked, given) if judge == executable.NAME else {},
    )


def _unchanged_baseline(
    asked: Sequence[Request], given: dict[str, Verdict]
) -> dict[str, dict[str, float]]:
    verdicts = _complete([UNCHANGED + request.id for request in asked], given)
    hits = _code_hits(verdicts, executable.NAME)
    return {"input unchanged": {name: float(np.mean(rate)) for name, rate in hits.items()}}


def _code_hits(verdicts: Sequence[Verdict], judge: str) -> dict[str, list[bool]]:
    hits = {"sr@1": [verdict.outcome == Outcome.SECURE for verdict in verdicts]}
    if judge == executable.NAME:
        hits["build_rate"] = [bool(verdict.built) for verdict in verdicts]
        hits["functional_rate"] = [bool(verdict.functional) for verdict in verdicts]
        hits["functional_and_secure"] = [
            bool(verdict.functional) and verdict.outcome == Outcome.SECURE for verdict in verdicts
        ]
    return hits


def _detection_score(
    asked: Sequence[Request], given: dict[str, Verdict], programs: dict[str, Program]
) -> Score:
    verdicts = _complete([request.id for request in asked], given)
    truth = [LABELS.index(programs[request.item].label) for request in asked]
    families = [request.family for request in asked]
    return _binary_score(Task.DETECTION.value, ANSWER, families, truth, verdicts)


def _judging_score(judge: str, given: dict[str, Verdict], programs: dict[str, Program]) -> Score:
    """Score a judge on the programs whose labels are known."""
    items = list(programs.values())
    verdicts = _complete([JUDGING + item.id for item in items], given)
    truth = [LABELS.index(item.label) for item in items]
    return _binary_score(JUDGING_TASK, judge, [item.family for item in items], truth, verdicts)


def _binary_score(
    task: str, judge: str, families: list[str], truth: list[int], verdicts: Sequence[Verdict]
) -> Score:
    columns = {Outcome.SECURE: 0, Outcome.VULNERABLE: 1}
    predicted = [columns.get(verdict.outcome) for verdict in verdicts]
    counts = _counts_by_family(families, truth, predicted, len(LABELS))
    support = np.bincount(truth, minlength=2).astype(float)
    baselines = {
        "always unsafe": _constant(support, 1),
        "always safe": _constant(support, 0),
        "chance": _uniform(support),
    }
    return Score(
        task=task,
        judge=judge,
        n=len(truth),
        families=len(counts),
        outcomes=_outcomes(verdicts),
        metrics={name: bootstrap.estimate(counts, of) for name, of in BINARY_METRICS.items()},
        baselines=_baselines(baselines, BINARY_METRICS),
    )


def _classification_score(
    asked: Sequence[Request], given: dict[str, Verdict], programs: dict[str, Program]
) -> Score:
    """Score classification over 19 classes: the 18 weaknesses, and none for a secure program."""
    verdicts = _complete([request.id for request in asked], given)
    truth = [
        CLASSES.index(request.cwe)
        if programs[request.item].label == Label.VULNERABLE
        else CLASSES.index(NO_WEAKNESS)
        for request in asked
    ]
    predicted = [
        CLASSES.index(verdict.cwe) if verdict.cwe is not None else None for verdict in verdicts
    ]
    families = [request.family for request in asked]
    counts = _counts_by_family(families, truth, predicted, len(CLASSES))
    support = np.bincount(truth, minlength=len(CLASSES)).astype(float)
    baselines = {
        "always none": _constant(support, CLASSES.index(NO_WEAKNESS)),
        "chance": _uniform(support),
    }
    return Score(
        task=Task.CLASSIFICATION.value,
        judge=ANSWER,
        n=len(asked),
        families=len(counts),
        outcomes=_outcomes(verdicts),
        metrics={name: bootstrap.estimate(counts, of) for name, of in CLASS_METRICS.items()},
        baselines=_baselines(baselines, CLASS_METRICS),
    )


def _complete(ids: Sequence[str], given: dict[str, Verdict]) -> list[Verdict]:
    missing = [name for name in ids if name not in given]
    if missing:
        raise UserError(
            f"{len(missing)} requests have no verdict, {missing[0]} among them; "
            "call 'coveval eval' again to finish the run"
        )
    return [given[name] for name in ids]


def _outcomes(verdicts: Sequence[Verdict]) -> dict[str, int]:
    counted = Counter(verdict.outcome for verdict in verdicts)
    return {outcome.value: counted[outcome] for outcome in Outcome}


def _hits_by_family(
    families: Sequence[str], hits: Sequence[bool]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    names = sorted(set(families))
    index = [names.index(family) for family in families]
    return (
        np.bincount(index, weights=np.array(hits, dtype=float)).astype(float),
        np.bincount(index).astype(float),
    )


def _counts_by_family(
    families: Sequence[str],
    truth: Sequence[int],
    predicted: Sequence[int | None],
    classes: int,
) -> NDArray[np.float64]:
    """Return a confusion matrix for each family, shape (families, classes, classes + 1)."""
    rows = list(zip(families, truth, predicted, strict=True))
    return np.stack(
        [
            confusion.matrix(
                [true for family, true, _ in rows if family == name],
                [guess for family, _, guess in rows if family == name],
                classes,
            )
            for name in sorted(set(families))
        ]
    )


def _constant(support: NDArray[np.float64], column: int) -> NDArray[np.float64]:
    counts = np.zeros((len(support), len(support) + 1))
    counts[:, column] = support
    return counts


def _uniform(support: NDArray[np.float64]) -> NDArray[np.float64]:
    counts = np.repeat(support[:, None] / len(support), len(support), axis=1)
    return np.concatenate([counts, np.zeros((len(support), 1))], axis=1)


def _baselines(matrices: dict[str, NDArray[np.float64]], metrics: dict) -> dict:
    return {
        baseline: {name: float(of(counts)) for name, of in metrics.items()}
        for baseline, counts in matrices.items()
    }
