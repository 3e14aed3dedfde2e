"""What a report shows of a run, gathered once for every form of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from coveval_train import runs, tables
from coveval_train.records import Label, Outcome, Request, Response, Task, Verdict
from coveval_train.runs import RunFolder
from eval import diagnosis, scores
from eval.agreement import truth
from eval.agreement.agreement import Agreement, agree, agree_all
from eval.diagnosis import Signature
from eval.report.published import PublishedModel, models
from eval.scores import JUDGING_TASK, JUDGING_TASKS, Part, Score
from eval.sheets import Given
from eval.stages import ANSWER, JUDGING

READ_AT_MOST = 60
"""Failures shown with their code; more make a page that no browser scrolls well."""


@dataclass(frozen=True)
class Failure:
    """One wrong answer, to be read beside what was asked."""

    request: str
    task: str
    cwe: str
    language: str
    truth: str
    asked: str
    """The user's message."""
    answer: str
    verdicts: list[Verdict]


@dataclass(frozen=True)
class View:
    """Everything that a report shows."""

    settings: dict
    scores: list[Score]
    cwes: list[str]
    columns: list[Score]
    """The scores that have figures by weakness: the columns of the heat map."""
    signatures: list[Signature]
    judged: list[Agreement]
    """The judges, on programs of known label."""
    own_detection: Agreement | None
    """The model's own detection, where its answers have probabilities."""
    failures: list[Failure]
    failures_in_all: int
    published: list[PublishedModel]
    security: float | None
    """SR@1 of completion by its first judge, to be set beside the published models."""
    usability: float | None

    @property
    def name(self) -> str:
        """The model: its adapter's or its own folder, hub id or name at an endpoint."""
        model = self.settings["model"]
        return str(model.get("adapter") or model.get("base") or model.get("model"))

    @property
    def judged_metrics(self) -> list[str]:
        return list(dict.fromkeys(name for one in self.judged for name in one.metrics))

    @property
    def reliable(self) -> list[Agreement]:
        """Everything of which probabilities can be compared with what is true."""
        own = [self.own_detection] if self.own_detection else []
        return [one for one in [*own, *self.judged] if one.reliability]

    def part(self, score: Score, cwe: str) -> Part | None:
        return score.by_cwe.get(cwe)


def gather(folder: RunFolder, found: Sequence[Score]) -> View:
    """Read a scored run's folder for its report."""
    columns = [score for score in found if score.by_cwe and score.task not in JUDGING_TASKS]
    failures = _failures(folder)
    cwes = {name for score in columns for name in score.by_cwe}
    asked, by_judge = truth.read_run(folder)
    return View(
        settings=runs.read_settings(folder),
        scores=list(found),
        cwes=sorted(cwes, key=lambda name: int(name.removeprefix("CWE-"))),
        columns=columns,
        signatures=diagnosis.diagnose(scores.read_sheets(folder), JUDGING_TASK),
        judged=agree_all([one for one in asked if one.id.startswith(JUDGING)], by_judge),
        own_detection=_own_detection(asked, by_judge),
        failures=_spread(failures, READ_AT_MOST),
        failures_in_all=len(failures),
        published=models(),
        security=_value(found, Task.COMPLETION, "sr@1"),
        usability=_value(found, Task.USABILITY, "pass@1"),
    )


def _own_detection(asked: Sequence[Request], by_judge: dict[str, Given]) -> Agreement | None:
    mine = [one for one in asked if one.task == Task.DETECTION and not one.id.startswith(JUDGING)]
    given = by_judge.get(ANSWER, {})
    if not any(verdict.p_vulnerable is not None for one in mine for verdict in given[one.id]):
        return None
    return agree(ANSWER, mine, given)


def _value(found: Sequence[Score], task: Task, metric: str) -> float | None:
    return next((one.metrics[metric].value for one in found if one.task == task), None)


def _failures(folder: RunFolder) -> list[Failure]:
    """Return every answer that some judge did not find right, in the order of the questions."""
    responses: dict[str, list[Response]] = {}
    for response in tables.read_appended(folder.responses, Response):
        responses.setdefault(response.request, []).append(response)
    verdicts: dict[tuple[str, int], dict[str, Verdict]] = {}
    for verdict in tables.read_appended(folder.verdicts, Verdict):
        verdicts.setdefault(verdict.key, {})[verdict.judge] = verdict
    return [
        Failure(
            request=request.id,
            task=request.task.value,
            cwe=request.cwe or "",
            language=request.language,
            truth=_truth(request),
            asked=request.messages[-1].content,
            answer=response.text,
            verdicts=list(given.values()),
        )
        for request in tables.read(folder.requests, Request)
        if request.part_of is None  # Of a window nobody knows whether an answer is right.
        for response in responses.get(request.id, [])
        if (given := verdicts.get(response.key))
        and any(_wrong(request, verdict) for verdict in given.values())
    ]


def _wrong(request: Request, verdict: Verdict) -> bool:
    if request.task == Task.USABILITY:
        return verdict.outcome != Outcome.PASSED
    if request.task in (Task.DETECTION, Task.SELF_DETECTION):
        return verdict.outcome.value != str(request.label)
    if request.task == Task.CLASSIFICATION:
        return verdict.cwe != _truth(request)
    return verdict.outcome != Outcome.SECURE or verdict.functional is False


def _truth(request: Request) -> str:
    if request.label is None:
        return "to be written"
    if request.task == Task.CLASSIFICATION:
        return request.weakness if request.label == Label.VULNERABLE else "none"
    return str(request.label)


def _spread(items: list[Failure], most: int) -> list[Failure]:
    """Return at most so many, from all over the list."""
    count = min(most, len(items))
    return [items[index * len(items) // count] for index in range(count)]
