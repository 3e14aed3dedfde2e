"""A run's report as one HTML file that needs nothing beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, StrictUndefined

from coveval_train import runs, tables
from coveval_train.records import Response, Task, Verdict
from coveval_train.runs import RunFolder
from eval.bench.benchmark import Benchmark
from eval.report import terminal
from eval.scores import Score
from eval.tasks import requests


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


def write(folder: RunFolder, bench: Benchmark, scores: Sequence[Score]) -> None:
    """Write the run's ``report.html``; model output is escaped, whatever it holds."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string(
        resources.files("eval.report").joinpath("report.html.j2").read_text()
    )
    page = template.render(
        settings=runs.read_settings(folder),
        scores=scores,
        rows=_rows(folder, bench),
        interval=terminal.interval,
        baseline_text=terminal.baseline_text,
        outcome_text=terminal.outcome_text,
    )
    partial = folder.report.with_suffix(".partial")
    partial.write_text(page, encoding="utf-8", errors="replace")
    partial.replace(folder.report)


def _rows(folder: RunFolder, bench: Benchmark) -> list[Row]:
    answers = {row.request: row.text for row in tables.read_appended(folder.responses, Response)}
    verdicts: dict[str, list[Verdict]] = {}
    for verdict in tables.read_appended(folder.verdicts, Verdict):
        verdicts.setdefault(verdict.request, []).append(verdict)
    labels = {name: item.label.value for name, item in bench.labelled.items()}
    return [
        Row(
            task=request.task.value,
            cwe=request.cwe,
            language=request.language,
            item=request.item,
            label=labels.get(request.item, "incomplete"),
            text=answers[request.id],
            verdicts=verdicts.get(request.id, []),
        )
        for request in requests.build(bench, Task)
        if request.id in answers
    ]
