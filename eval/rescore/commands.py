"""The command `coveval rescore`."""

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from coveval_train import cwe, tables
from coveval_train.cli import JsonFlag, emit
from coveval_train.errors import UserError
from coveval_train.records import Request, Response, Task
from coveval_train.runs import RunFolder
from eval.stages import JUDGING

if TYPE_CHECKING:
    from eval.rescore.rules import Rescored, Rules

app = typer.Typer()


class RuleSet(StrEnum):
    OFFICIAL = "official"
    STRICT = "strict"


@app.command("rescore")
def rescore_command(
    answers: Annotated[Path, typer.Argument(help="A published result file, or a run's folder.")],
    task: Annotated[Task, typer.Option(help="What the answers are to.")],
    rules: Annotated[
        RuleSet,
        typer.Option(
            help="'official', upstream's own, substring matches and defaults included, or "
            "'strict', ours."
        ),
    ],
    bench: Annotated[
        str | None,
        typer.Option(help="'official:DIR': where the labels of a published file are."),
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Score stored answers again, and show which ones the two sets of rules read differently."""
    from eval.bench import benchmark, official
    from eval.rescore.published_file import rescore_file

    if answers.is_dir():
        found = _rescore_run(RunFolder(answers), task, rules.value)
    else:
        folder = benchmark.clone(bench) if bench else None
        labels = benchmark.published(official.read(folder), cwe.BY_ID) if folder else None
        found = rescore_file(answers, labels, task, rules.value)
    emit(_flat(found), json, lambda console: _show(console, found))


def _rescore_run(folder: RunFolder, task: Task, rules: "Rules") -> "Rescored":
    from eval.rescore.rules import Answered, rescore

    if task not in (Task.DETECTION, Task.CLASSIFICATION):
        raise UserError(
            f"--task {task.value}: a run's programs are judged, not read; call 'coveval eval' with "
            "another --judge"
        )
    given: dict[str, list[Response]] = {}
    for response in tables.read_appended(folder.responses, Response):
        given.setdefault(response.request, []).append(response)
    asked = [
        row
        for row in tables.read(folder.requests, Request)
        if row.task == task and not row.id.startswith(JUDGING)
    ]
    if missing := [row.id for row in asked if row.id not in given]:
        raise UserError(
            f"{folder.path}: {len(missing)} requests have no answer, {missing[0]} first"
        )
    if not asked:
        raise UserError(f"{folder.path}: it asks nothing of {task.value}")
    return rescore(str(folder.path), [Answered(row, given[row.id]) for row in asked], task, rules)


def _flat(found: "Rescored") -> dict[str, object]:
    """Put the figures beside the rest, under the names that upstream's files give them."""
    plain = asdict(found)
    return plain.pop("figures") | plain


def _show(console: Console, found: "Rescored") -> None:
    from eval.report import terminal

    console.print(f"{found.answers}: {found.n} answers, {found.task}, {found.rules} rules")
    for name, value in found.figures.items():
        console.print(f"  {name} {value:.4f}")
    if found.scores:
        terminal.show(console, {"strict": found.scores})
    if found.changes:
        table = Table(title=f"{len(found.changes)} answers read differently", title_justify="left")
        for name in ("item", "truth", "official", "strict", "why"):
            table.add_column(name, overflow="fold")
        for change in found.changes:
            table.add_row(change.item, change.truth, change.official, change.strict, change.why)
        console.print(table)
