"""`coveval runs`: the runs of this machine, which model, when, on what, and how it did."""

import json as jsonlib
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from coveval_train import tables
from coveval_train.cli import JsonFlag, emit, messages
from coveval_train.errors import UserError, collect, raise_if_any, suggestion
from coveval_train.runs import RunFolder
from eval.registry import store
from eval.registry.store import Entry, Figure

app = typer.Typer(no_args_is_help=True)

Registry = Annotated[
    Path | None,
    typer.Option(
        help=f"The registry's file; without it that of {store.VARIABLE}, or in the user's data "
        "folder."
    ),
]
Model = Annotated[str | None, typer.Option(help="Only runs whose model's name contains this.")]
Tagged = Annotated[str | None, typer.Option("--tag", help="Only runs with this tag.")]
Last = Annotated[int | None, typer.Option(min=1, help="Only the latest runs, this many.")]


@app.command("list")
def list_runs(
    model: Model = None,
    tagged: Tagged = None,
    last: Last = None,
    registry: Registry = None,
    json: JsonFlag = False,
) -> None:
    """List runs, the latest first, with the first metric of each task."""
    found = store.entries(_path(registry), model, tagged, last)
    emit(found, json, lambda console: _list(found, console))


@app.command()
def show(
    run: Annotated[str, typer.Argument(help="A run's id, or how it begins.")],
    registry: Registry = None,
    json: JsonFlag = False,
) -> None:
    """Show a run: its settings, fingerprints and every metric."""
    found = store.entry(_path(registry), run)
    emit(found, json, lambda console: _show(found, console))


@app.command()
def add(
    folder: Annotated[list[Path], typer.Argument(help="Folders of finished runs.")],
    registry: Registry = None,
) -> None:
    """Register runs that were made elsewhere, or scored again."""
    from eval import scores

    path = _path(registry)
    problems: list[str] = []
    by_folder = {one: collect(problems, partial(scores.read, RunFolder(one))) for one in folder}
    raise_if_any(problems)
    for one, found in by_folder.items():
        messages().print(f"{one}: registered as {store.record(path, RunFolder(one), found or [])}")


@app.command()
def tag(
    run: Annotated[str, typer.Argument(help="A run's id, or how it begins.")],
    tags: Annotated[list[str], typer.Argument(help="Tags to give it.")],
    remove: Annotated[bool, typer.Option(help="Take them from it instead.")] = False,
    registry: Registry = None,
) -> None:
    """Give a run tags, by which it can be found."""
    path = _path(registry)
    found = store.entry(path, run)
    store.tag(path, found.id, () if remove else tags, tags if remove else ())
    messages().print(f"{found.id}: {' '.join(store.entry(path, found.id).tags) or 'no tags'}")


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="File to write, .csv or .json.")],
    model: Model = None,
    tagged: Tagged = None,
    last: Last = None,
    registry: Registry = None,
) -> None:
    """Write runs with their figures as a table, a row for each figure, or as JSON."""
    if out.suffix not in (".csv", ".json"):
        raise UserError(f"--out: {out} ends in neither .csv nor .json")
    rows = store.flat(store.entries(_path(registry), model, tagged, last))
    if out.suffix == ".json":
        tables.write_json(rows, out)
    else:
        tables.write_text(tables.csv_text(list(rows[0]) if rows else [], rows), out)
    messages().print(f"wrote {len(rows)} rows to {out}")


@app.command()
def drift(
    model: Annotated[str, typer.Argument(help="A model's name, as 'coveval runs list' has it.")],
    out: Annotated[Path | None, typer.Option(help="Folder for drift.html, with charts.")] = None,
    again: Annotated[
        Path | None,
        typer.Option(help="First evaluate it once more as the baseline was, into this folder."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(help="Hold all runs since this day, YYYY-MM-DD, against those before."),
    ] = None,
    registry: Registry = None,
    json: JsonFlag = False,
) -> None:
    """Hold a model's runs against each other: what flipped, and whether that is change."""
    from eval.registry import drift as drifting
    from eval.registry import drift_report
    from eval.registry.again import evaluate_again

    if since is not None:
        _require_day(since)
    path = _path(registry)
    named = _of_model(path, model)
    if again:
        evaluate_again(Path(drifting.baseline(named).folder), again, path)
        named = _of_model(path, model)
    found = drifting.drift(named, since)
    if out:
        messages().print(f"wrote {drift_report.write(model, found, out)}")
    emit(found, json, lambda console: drift_report.show(found, console))


def _of_model(path: Path, model: str) -> list[Entry]:
    named = [one for one in store.entries(path, model) if one.model == model]
    if not named:
        known = sorted({one.model for one in store.entries(path)})
        raise UserError(f"{model}: no run is of a model so called.{suggestion(model, known)}")
    return named


def _require_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"--since: '{text}' is no day; write 2026-01-31") from error


def _path(given: Path | None) -> Path:
    path = given or store.default_path()
    if path is None:
        raise UserError(f"{store.VARIABLE} turns the registry off; name a file with --registry")
    return path


def _list(found: Sequence[Entry], console: Console) -> None:
    """Print a line for each run, as wide as it comes: Rich takes ten seconds for 10,000 rows."""
    tasks = list(dict.fromkeys((one.task, one.judge) for each in found for one in each.figures))
    names = [f"{task} by {judge}" for task, judge in tasks]
    rows = [["run", "finished", "model", "prompts", "tags", *names]]
    for each in found:
        by_task = {(one.task, one.judge): one for one in each.figures}
        figures = (_figure(by_task[task]) if task in by_task else "–" for task in tasks)
        rows.append(
            [each.id, each.finished, each.model, _prompts(each), " ".join(each.tags), *figures]
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        console.file.write(f"{line.rstrip()}\n")


def _show(found: Entry, console: Console) -> None:
    console.print(f"{found.id}: {found.model}, {found.finished}", highlight=False, markup=False)
    console.print(f"in {found.folder}; tags: {' '.join(found.tags) or 'none'}", markup=False)
    table = Table("task", "judge", "metric", "n", "value")
    for one in found.figures:
        table.add_row(one.task, one.judge, one.metric, str(one.n), _figure(one))
    console.print(table)
    console.print_json(jsonlib.dumps({"settings": found.settings, "versions": found.versions}))


def _figure(one: Figure) -> str:
    at = one.estimate
    return f"{at.value:.3f} [{at.low:.3f}, {at.high:.3f}]"


def _prompts(one: Entry) -> str:
    """Return the versions of the prompts, where they are not all the first."""
    later = [name for name in one.settings.get("prompts") or {} if not name.endswith("@1")]
    return " ".join(later) or "@1"
