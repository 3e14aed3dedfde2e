"""Two sets of rules for the same answers, and where they read them differently."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sklearn.metrics import f1_score

from coveval_train.errors import UserError
from coveval_train.records import NO_WEAKNESS, Label, Outcome, Request, Response, Task
from eval import scores, sheets
from eval.rescore import official_rules
from eval.scores import Score
from eval.stages import ANSWER
from eval.tasks import reading
from eval.tasks.requests import PUBLISHED

Rules = Literal["official", "strict"]


@dataclass(frozen=True)
class Change:
    """An answer that the two sets of rules read differently."""

    item: str
    truth: str
    official: str
    strict: str
    why: str
    answer: str


@dataclass(frozen=True)
class Rescored:
    """Stored answers under one set of rules."""

    answers: str
    """The file or folder they are in."""
    task: str
    rules: Rules
    n: int
    figures: dict[str, float]
    """Official rules: the figures that upstream publishes, by upstream's names."""
    scores: list[Score]
    """Strict rules: figures with intervals, baselines and every outcome counted."""
    changes: list[Change]


@dataclass(frozen=True)
class Answered:
    """A request about a program of known label, with the answers to it."""

    request: Request
    responses: list[Response]


def rescore(name: str, answered: Sequence[Answered], task: Task, rules: Rules) -> Rescored:
    """Score answers of detection or classification.

    Args:
        name: the file or folder they are from.

    Raises:
        UserError: the official rules are asked for, which look for the words that the published
            prompts prescribe, and the answers are to other prompts or there are several to each.
    """
    if rules == "official":
        if not all(row.request.prompt.startswith(PUBLISHED) for row in answered):
            raise UserError(
                f"{name}: the official rules read answers to the published prompts, and these are "
                "answers to ours; use --rules strict, or evaluate with --prompts published"
            )
        if any(len(row.responses) > 1 for row in answered):
            raise UserError(f"{name}: the official rules take one answer to each question")
    changes = []
    if all(row.request.prompt.startswith(PUBLISHED) for row in answered):
        found = [_change(row.request, answer, task) for row in answered for answer in row.responses]
        changes = [change for change in found if change]
    return Rescored(
        answers=name,
        task=task.value,
        rules=rules,
        n=len(answered),
        figures=_official_figures(answered) if rules == "official" else {},
        scores=[_strict_score(answered, task)] if rules == "strict" else [],
        changes=changes,
    )


def _official_figures(answered: Sequence[Answered]) -> dict[str, float]:
    # Numbered in upstream's order: the last digits of a sum depend on the order of its terms.
    classes = [*official_rules.ORDER, NO_WEAKNESS]
    texts = [row.responses[0].text for row in answered]
    multi = f1_score(
        [classes.index(_class(row.request)) for row in answered],
        [classes.index(official_rules.predicted_class(text)) for text in texts],
        average="weighted",
    )
    binary = f1_score(
        [row.request.label == Label.VULNERABLE for row in answered],
        [official_rules.detected(text) == Outcome.VULNERABLE for text in texts],
    )
    return {"multi_class_f1": float(multi), "binary_class_f1": float(binary)}


def _strict_score(answered: Sequence[Answered], task: Task) -> Score:
    asked = [row.request.model_copy(update={"task": task}) for row in answered]
    given = {
        request.id: [reading.verdict(request, response) for response in row.responses]
        for request, row in zip(asked, answered, strict=True)
    }
    return scores.of_sheet(sheets.task_sheet(task, ANSWER, asked, given))


def _change(request: Request, response: Response, task: Task) -> Change | None:
    text = response.text
    strict = reading.verdict(request.model_copy(update={"task": task}), response)
    if task == Task.DETECTION:
        truth, before, after = str(request.label), official_rules.detected(text), strict.outcome
        why = "no clear yes or no, which the official rule takes for vulnerable"
    else:
        truth, before = _class(request), official_rules.predicted_class(text)
        after = strict.cwe or Outcome.UNPARSED.value
        why = _why_class(before, after)
    if before == after:
        return None
    return Change(request.item, truth, str(before), str(after), why, text)


def _why_class(before: str, after: str) -> str:
    if before == NO_WEAKNESS:
        return "the class is named in a spelling that the official rule does not look for"
    if after == Outcome.UNPARSED.value:
        return f"{before} is somewhere in the answer, but its fields give no one class"
    if before.lower() in after.lower():
        return f"the official rule finds {before.lower()} inside {after.lower()}"
    return f"{before} is somewhere in the answer and earlier in upstream's order than {after}"


def _class(request: Request) -> str:
    return request.weakness if request.label == Label.VULNERABLE else NO_WEAKNESS
