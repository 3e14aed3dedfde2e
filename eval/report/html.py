"""A run's report as one HTML file that needs nothing beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, StrictUndefined

from coveval_train import runs, tables
from coveval_train.records import Request, Response, Verdict
from coveval_train.runs import RunFolder
from eval.report import terminal
from eval.scores import Score


@dataclass(frozen=True)
class Row:
    """One request of the run with its answer and every verdict on it."""

    task: str
    cwe: str
    language: str
    item: str
    label: str
    text: str
    verdicts: list[Verdict]


def write(folder: RunFolder, scores: Sequence[Score]) -> None:
    """Write the run's ``report.html``; model output is escaped, whatever it holds."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string(
        resources.files("eval.report").joinpath("report.html.j2").read_text()
    )
    page = template.render(
        settings=runs.read_settings(folder),
        scores=scores,
        rows=_rows(folder),
        interval=terminal.interval,
        baseline_text=terminal.baseline_text,
        outcome_text=terminal.outcome_text,
    )
    partial = folder.report.with_suffix(".partial")
    partial.write_text(page, encoding="utf-8", errors="replace")
    partial.replace(folder.report)


def _rows(folder: RunFolder) -> list[Row]:
    answers: dict[str, list[Response]] = {}
    for response in tables.read_appended(folder.responses, Response):
        answers.setdefault(response.request, []).append(response)
    verdicts: dict[tuple[str, int], list[Verdict]] = {}
    for verdict in tables.read_appended(folder.verdicts, Verdict):
        verdicts.setdefault(verdict.key, []).append(verdict)
    return [
        Row(
            task=request.task.value,
            cwe=request.cwe or "–",
            language=request.language,
            item=request.item,
            label=request.label.value if request.label else "incomplete",
            text=response.text,
            verdicts=verdicts.get(response.key, []),
        )
        for request in tables.read(folder.requests, Request)
        for response in answers.get(request.id, [])
    ]
