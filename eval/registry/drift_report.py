"""What `coveval runs drift` shows: tables in the terminal, and a page with the charts."""

from pathlib import Path

from markupsafe import Markup
from rich.console import Console
from rich.table import Table

from coveval_train import runs, tables
from coveval_train.records import Task
from eval.oracles import executable
from eval.registry.drift import Change, Chart, Drift, Series
from eval.report import charts, page


def write(model: str, drift: Drift, out: Path) -> Path:
    """Write ``drift.html`` into a folder and return its path.

    Raises:
        UserError: the folder cannot be written.
    """
    runs.make_folder(out)
    filters = {
        "difference": difference,
        "drawn": _drawn,
        "outside": outside,
        "trade_off": _trade_off,
    }
    html = page.render("registry/drift.html.j2", filters, model=model, drift=drift)
    tables.write_text(html, out / "drift.html")
    return out / "drift.html"


def show(drift: Drift, console: Console) -> None:
    """Print what changed, and what is not known to have."""
    for note in drift.notes:
        console.print(note, markup=False)
    for series in drift.series:
        table = Table("run", "task", "judge", "difference", "p", "now right", "now wrong", "change")
        for one in series.changes:
            better = sum(flip.now_right for flip in one.flips)
            told = "established" if one.established else "not established"
            table.add_row(
                one.run,
                one.found.task,
                one.found.judge,
                difference(one),
                f"{one.p_adjusted:.3f}",
                str(better),
                str(len(one.flips) - better),
                told,
            )
        days = f"{series.runs[0].finished[:10]} to {series.runs[-1].finished[:10]}"
        console.print(f"{len(series.runs)} runs, {days}, against {series.baseline}", markup=False)
        if series.changes:
            console.print(table)
        for one in series.periods:
            console.print(one.sentence, markup=False, highlight=False)
        for chart in series.charts:
            if told := outside(chart):
                console.print(f"{chart.task} by {chart.judge}{told}", markup=False)
        for note in series.notes:
            console.print(note, markup=False)


def difference(one: Change) -> str:
    """Return a difference with its interval."""
    found = one.found.difference
    return f"{found.value:+.3f} [{found.low:+.3f}, {found.high:+.3f}]"


def outside(chart: Chart) -> str:
    """Say whether the last run is out of the limits that those before it set."""
    if chart.limits is None:
        return ""
    run, last = chart.points[-1]
    limits = chart.limits
    where = "out of" if limits.out(last.estimate.value) else "within"
    return f": the last run, {run}, is {where} the limits {limits.low:.3f} to {limits.high:.3f}"


def _drawn(chart: Chart) -> Markup:
    limits = chart.limits
    lines = (limits.low, limits.centre, limits.high) if limits else None
    points = [(run, figure.estimate) for run, figure in chart.points]
    return charts.through_time(f"{chart.task}, {chart.metric}", points, lines)


def _trade_off(series: Series) -> Markup | None:
    """Plot security over usability for the runs that have both."""
    by_task = {
        (chart.task, chart.judge): {run: figure.estimate.value for run, figure in chart.points}
        for chart in series.charts
    }
    security = by_task.get((Task.COMPLETION, executable.NAME), {})
    usability = next((of for (task, _), of in by_task.items() if task == Task.USABILITY), {})
    points = [(run, usability[run], security[run]) for run in security if run in usability]
    return charts.path("usability", "completion", points) if points else None
