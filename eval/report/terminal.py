"""Scores as a table in the terminal."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from eval.agreement.agreement import Agreement
from eval.comparison import Pair
from eval.metrics.bootstrap import Estimate
from eval.scores import Score


def show(console: Console, by_run: Mapping[str, Sequence[Score]]) -> None:
    """Print the scores of one run or several, a column each, with baselines and outcome counts."""
    table = Table(title="95 % intervals over families", title_justify="left")
    for name in ("task", "judge", "metric", *by_run):
        table.add_column(name, overflow="fold")
    table.add_column("without a model")
    for task, judge in _keys(by_run):
        found = {name: _find(scores, task, judge) for name, scores in by_run.items()}
        first = next(score for score in found.values() if score)
        for metric in first.metrics:
            cells = [interval(score.metrics[metric]) if score else "–" for score in found.values()]
            table.add_row(task, judge, metric, *cells, baseline_text(first, metric))
        counts = [outcome_text(score) if score else "–" for score in found.values()]
        table.add_row(task, judge, "outcomes", *counts, end_section=True)
    console.print(table)


def show_pair(console: Console, pair: Pair) -> None:
    """Print what two runs differ in, in plain sentences, and what to keep in mind."""
    console.print(f"{pair.second} against {pair.first}, paired on the same items:")
    for found in pair.comparisons:
        line = f"  {found.sentence}"
        if found.mcnemar:
            line += (
                f" Right in one run alone: {found.mcnemar.only_first} and "
                f"{found.mcnemar.only_second} of {found.n} (McNemar p = {found.mcnemar.p:.3f})."
            )
        console.print(line, highlight=False)
    for note in pair.notes:
        console.print(f"  note: {note}", highlight=False, markup=False)


def interval(estimate: Estimate) -> str:
    """Write an estimate as 0.52 [0.40, 0.63]."""
    return f"{estimate.value:.2f} [{estimate.low:.2f}, {estimate.high:.2f}]"


def baseline_text(score: Score | Agreement, metric: str) -> str:
    """Write what a metric is without a model, for each baseline that has it."""
    return ", ".join(
        f"{name} {values[metric]:.2f}"
        for name, values in score.baselines.items()
        if metric in values
    )


def outcome_text(score: Score) -> str:
    """Write how many answers came to each outcome, of how many in how many families."""
    counts = ", ".join(f"{count} {name}" for name, count in score.outcomes.items() if count)
    samples = f", {score.samples} samples each" if score.samples > 1 else ""
    return f"{counts} (n={score.n}{samples}, {score.families} families)"


def _keys(by_run: Mapping[str, Sequence[Score]]) -> list[tuple[str, str]]:
    keys = [(score.task, score.judge) for scores in by_run.values() for score in scores]
    return list(dict.fromkeys(keys))


def _find(scores: Sequence[Score], task: str, judge: str) -> Score | None:
    return next((score for score in scores if (score.task, score.judge) == (task, judge)), None)
