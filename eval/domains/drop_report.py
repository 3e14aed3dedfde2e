"""What `coveval drop` shows: tables in the terminal, and a page with the differences drawn."""

from pathlib import Path

from markupsafe import Markup
from rich.console import Console
from rich.table import Table

from coveval_train import runs, tables
from eval.domains.drop import Domain, Drop, Part, Report
from eval.metrics.bootstrap import Estimate
from eval.report import charts, page, terminal


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
        "outcomes": terminal.outcome_text,
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
    if one.alike:
        table.add_row(
            *(one.task, one.judge, f"{next(iter(one.metrics))}, same mix of weaknesses"),
            terminal.interval(one.alike.reference),
            terminal.interval(one.alike.domain),
            signed(one.alike.difference),
            end_section=True,
        )


def _pairs(domain: Domain) -> Table:
    table = Table("pairs", "judge", "figure", "value", "without a model")
    for score in domain.pairs:
        for metric, estimate in score.metrics.items():
            table.add_row(
                *(score.task, score.judge, metric),
                terminal.interval(estimate),
                terminal.baseline_text(score, metric),
            )
        table.add_row(score.task, score.judge, "outcomes", terminal.outcome_text(score), "")
    return table


def _drawn(one: Drop) -> Markup:
    """Draw the differences: over all items, on the same mix, and by weakness."""
    rows = [("all", next(iter(one.metrics.values())).difference)]
    rows += [("same mix", one.alike.difference)] if one.alike else []
    rows += [(cwe, part.change.difference) for cwe, part in one.by_cwe.items() if part.has_interval]
    return charts.differences(f"{one.task} by {one.judge}, {next(iter(one.metrics))}", rows)
