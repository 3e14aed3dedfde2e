"""What `coveval drop` shows: tables in the terminal, and a page with the differences drawn."""

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup
from rich.console import Console
from rich.table import Table

from coveval_train import runs, tables
from eval.domains.drop import Domain, Drop, Part, Report
from eval.metrics.bootstrap import Estimate
from eval.pair_sheets import PAIRS
from eval.report import charts, page, terminal
from eval.scores import Score


def write(found: Report, out: Path) -> Path:
    """Write ``drop.html`` into a folder and return its path.

    Raises:
        UserError: the folder cannot be written.
    """
    runs.make_folder(out)
    filters = {
        "interval": terminal.interval,
        "signed": signed,
        "of_part": of_part,
        "drawn": _drawn,
        "widest": _widest,
        "baselines": _baselines,
    }
    tables.write_text(page.render("domains/drop.html.j2", filters, found=found), out / "drop.html")
    return out / "drop.html"


def show(found: Report, console: Console) -> None:
    """Print the drop to each domain, and its pairs."""
    for domain in found.domains:
        console.print(f"{domain.name} against {found.reference}", markup=False)
        table = Table("task", "judge", "figure", found.reference, domain.name, "difference")
        for one in domain.drops:
            _add(table, one)
        console.print(table)
        if domain.pairs:
            console.print(_pairs(domain))


def signed(estimate: Estimate) -> str:
    """Write a difference as -0.10 [-0.20, +0.01]."""
    return f"{estimate.value:+.2f} [{estimate.low:+.2f}, {estimate.high:+.2f}]"


def of_part(part: Part) -> str:
    """Write the difference on one weakness, without an interval where a side is one family."""
    found = part.change.difference
    return signed(found) if part.has_interval else f"{found.value:+.2f} (one family)"


def _add(table: Table, one: Drop) -> None:
    for name, change in one.metrics.items():
        table.add_row(
            *(one.task, one.judge, name),
            terminal.interval(change.reference),
            terminal.interval(change.domain),
            signed(change.difference),
        )
    table.add_row(
        *(one.task, one.judge, "without a verdict"),
        *(f"{share:.2f}" for share in one.silent),
        f"{one.silent[1] - one.silent[0]:+.2f}",
    )
    if one.alike:
        table.add_row(
            *(one.task, one.judge, f"{next(iter(one.metrics))}, same mix of weaknesses"),
            terminal.interval(one.alike.reference),
            terminal.interval(one.alike.domain),
            signed(one.alike.difference),
        )
    table.add_section()


def _pairs(domain: Domain) -> Table:
    metrics = _widest(domain.pairs)
    table = Table("pairs", "judge", "n", *(name.removeprefix("pair_") for name in metrics))
    for score in domain.pairs:
        figures = (score.metrics.get(name) for name in metrics)
        cells = (terminal.interval(figure) if figure else "–" for figure in figures)
        table.add_row(score.task.removesuffix(PAIRS), score.judge, str(score.n), *cells)
    for name, values in _baselines(domain.pairs).items():
        table.add_row("", name, "", *(f"{values[metric]:.2f}" for metric in metrics))
    return table


def _widest(pairs: Sequence[Score]) -> list[str]:
    """Return the names of all their metrics; judges without probabilities rank nothing."""
    return list(dict.fromkeys(name for score in pairs for name in score.metrics))


def _baselines(pairs: Sequence[Score]) -> dict[str, dict[str, float]]:
    """Return what answers without a model would get; they are the same whatever the judge."""
    return max(pairs, key=lambda score: len(score.metrics)).baselines


def _drawn(one: Drop) -> Markup:
    """Draw the differences: over all items, on the same mix, and by weakness."""
    rows = [("all", next(iter(one.metrics.values())).difference)]
    rows += [("same mix", one.alike.difference)] if one.alike else []
    rows += [(cwe, part.change.difference) for cwe, part in one.by_cwe.items() if part.has_interval]
    return charts.differences(f"{one.task} by {one.judge}, {next(iter(one.metrics))}", rows)
