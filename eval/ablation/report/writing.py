"""The report's files: HTML with the plots, Markdown, and the table of trials as CSV."""

import csv
import io
from pathlib import Path

from coveval_train import runs, tables
from eval.ablation.analysis import Analysis
from eval.ablation.report import plots
from eval.ablation.report.sections import Section, csv_rows, sections
from eval.report import page

_SPECIAL = str.maketrans({"|": r"\|", "\n": " ", "<": "&lt;", ">": "&gt;"})


def write(analysis: Analysis, out: Path) -> None:
    """Write ``report.html``, ``report.md`` and ``trials.csv`` into a folder.

    Raises:
        UserError: the folder cannot be written.
    """
    runs.make_folder(out)
    shown = list(sections(analysis))
    tables.write_text(_html(analysis, shown), out / "report.html")
    tables.write_text(markdown(analysis, shown), out / "report.md")
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(csv_rows(analysis))
    tables.write_text(buffer.getvalue(), out / "trials.csv")


def markdown(analysis: Analysis, shown: list[Section]) -> str:
    """Return the report without its plots."""
    lines = [f"# Ablation of {', '.join(analysis.sources)}", "", summary(analysis), ""]
    for section in shown:
        lines += [f"## {section.title}", "", section.note, ""]
        lines += [_row(section.columns), _row(["---"] * len(section.columns))]
        lines += [*map(_row, section.rows), ""]
    lines += ["## What the trials cannot tell", ""]
    lines += [f"- {text}" for text in analysis.unknown or ["Nothing was found that they cannot."]]
    return "\n".join(lines) + "\n"


def summary(analysis: Analysis) -> str:
    """Return in a line what was tried."""
    finished = sum(trial.state == "finished" for trial in analysis.trials)
    return (
        f"{finished} of {len(analysis.trials)} trials finished: {len(analysis.cells)} mixtures and "
        f"methods, {len({trial.seed for trial in analysis.trials})} seeds."
    )


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cell.translate(_SPECIAL) for cell in cells)} |"


def _html(analysis: Analysis, shown: list[Section]) -> str:
    return page.render(
        "ablation/report/report.html.j2",
        {},
        title=f"Ablation of {', '.join(analysis.sources)}",
        summary=summary(analysis),
        sections=shown,
        fronts=[plots.front(places, *pair) for pair, places in analysis.fronts.items()],
        surfaces=[
            (f"{name}, {of.method}", fit.quality.better_than_mean, drawn)
            for of in analysis.methods
            for name, fit in of.fits.items()
            if (drawn := plots.ternaries(analysis, of, name))
        ],
        unknown=analysis.unknown,
    )
