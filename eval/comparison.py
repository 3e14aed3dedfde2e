"""Two runs on the same questions: what differs, and what of that is established."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests

from coveval_train import runs, tables
from coveval_train.errors import raise_if_any
from coveval_train.records import Request
from coveval_train.runs import RunFolder
from eval import ensembles, scores
from eval.metrics import bootstrap
from eval.metrics.bootstrap import CONFIDENCE, Difference
from eval.sheets import Sheet

PAIRED_SETTINGS = ("decoding", "samples", "by_likelihood", "benchmark")
"""Settings that make two runs hard to compare where they differ."""


@dataclass(frozen=True)
class McNemar:
    """Items that just one of the runs got right (McNemar, 1947; the exact test).

    It takes items for independent, which those of one family are not, so it is the more lenient
    of the two tests.
    """

    only_first: int
    only_second: int
    p: float


@dataclass(frozen=True)
class Comparison:
    """The first metric of one task under one judge, in two runs."""

    task: str
    judge: str
    metric: str
    n: int
    families: int
    first: float
    second: float
    difference: Difference
    """Second minus first; families are resampled in both runs alike."""
    p_adjusted: float
    """The difference's p after Holm's correction over all that is compared (Holm, 1979)."""
    mcnemar: McNemar | None
    """Only where there is one answer to each question."""
    sentence: str


@dataclass(frozen=True)
class Pair:
    """Two runs, what was compared, and what to keep in mind."""

    first: str
    second: str
    comparisons: list[Comparison]
    notes: list[str]


def compare(first: Path, second: Path) -> Pair:
    """Compare two finished runs, task by task and judge by judge.

    The scores of judges themselves, and of their votes, follow from the rest: testing them as well
    would make every other difference harder to establish.

    Raises:
        UserError: a run is not finished, or the runs have no task and judge in common, or they were
            asked about different items.
    """
    comparisons = compare_sheets(
        own_sheets(first), own_sheets(second), (str(first), str(second)), (first.name, second.name)
    )
    return Pair(str(first), str(second), comparisons, _notes(first, second))


def compare_sheets(
    before: Sequence[Sheet], after: Sequence[Sheet], names: tuple[str, str], short: tuple[str, str]
) -> list[Comparison]:
    """Compare what two sets of sheets have in common; see `compare`.

    Args:
        names: what errors call the two.
        short: what sentences call them.

    Raises:
        UserError: they have no task and judge in common, or are about different items.
    """
    first, second = names
    paired = [
        (mine, other)
        for mine in before
        for other in after
        if (mine.task, mine.judge) == (other.task, other.judge)
    ]
    problems = [
        f"{first} and {second} were asked about different items in {mine.task}; compare runs with "
        "the same --bench, --cwe and --limit"
        for mine, other in paired
        if mine.items != other.items
    ]
    if not paired:
        problems.append(f"{first} and {second} have no task and judge in common")
    raise_if_any(problems)
    differences = [_difference(mine, other) for mine, other in paired]
    adjusted = holm([found.p for found in differences])
    return [
        _comparison(mine, other, found, p, short)
        for (mine, other), found, p in zip(paired, differences, adjusted, strict=True)
    ]


def own_sheets(run: Path) -> list[Sheet]:
    """Return a run's sheets, but those of judges themselves and of their votes."""
    return [
        sheet
        for sheet in scores.read_sheets(RunFolder(run))
        if sheet.task not in scores.JUDGING_TASKS and sheet.judge not in ensembles.NAMES
    ]


def holm(values: list[float]) -> list[float]:
    """Correct p values for their number (Holm, 1979)."""
    _, adjusted, *_ = multipletests(values, method="holm")
    return [float(p) for p in np.asarray(adjusted)]


def _difference(first: Sheet, second: Sheet) -> Difference:
    statistic = next(iter(first.metrics.values()))
    return bootstrap.difference(
        bootstrap.by_family(first.families, first.counts),
        bootstrap.by_family(second.families, second.counts),
        statistic,
    )


def _comparison(
    first: Sheet, second: Sheet, found: Difference, p_adjusted: float, names: tuple[str, str]
) -> Comparison:
    metric, statistic = next(iter(first.metrics.items()))
    values = [float(statistic(sheet.counts.sum(0)[None])[0]) for sheet in (first, second)]
    return Comparison(
        task=first.task,
        judge=first.judge,
        metric=metric,
        n=len(first.items),
        families=len(set(first.families)),
        first=values[0],
        second=values[1],
        difference=found,
        p_adjusted=p_adjusted,
        mcnemar=_mcnemar(first, second) if first.samples == second.samples == 1 else None,
        sentence=_sentence(first, metric, found, p_adjusted, names),
    )


def _mcnemar(first: Sheet, second: Sheet) -> McNemar:
    a, b = first.right > 0.5, second.right > 0.5
    only_first, only_second = int((a & ~b).sum()), int((~a & b).sum())
    discordant = only_first + only_second
    p = binomtest(only_first, discordant).pvalue if discordant else 1.0
    return McNemar(only_first, only_second, float(p))


def _sentence(
    sheet: Sheet, metric: str, found: Difference, p_adjusted: float, names: tuple[str, str]
) -> str:
    """Say what is and what is not established."""
    where = f"{sheet.task} ({metric}, judged by {sheet.judge})"
    if found.low == found.value == found.high == 0:
        return f"{where}: the runs do not differ in a single family."
    size = f"{abs(found.value):.2f}, 95 % interval of the difference"
    size += f" [{found.low:+.2f}, {found.high:+.2f}]"
    if p_adjusted < 1 - CONFIDENCE:
        better = names[1] if found.value > 0 else names[0]
        worse = names[0] if found.value > 0 else names[1]
        return (
            f"{where}: {better} is above {worse} by {size}; established (p = {p_adjusted:.3f} "
            "after Holm's correction)."
        )
    return (
        f"{where}: no difference is established (measured {size}, p = {p_adjusted:.2f} after "
        f"Holm's correction). A true difference below {found.detectable or 0:.2f} would be missed "
        "here more often than one time in five."
    )


def _notes(first: Path, second: Path) -> list[str]:
    before, after = (runs.read_settings(RunFolder(path)) for path in (first, second))
    notes = [
        f"{key} differs: {before.get(key)} and {after.get(key)}"
        for key in PAIRED_SETTINGS
        if before.get(key) != after.get(key)
    ]
    asked = [_prompts(path) for path in (first, second)]
    if asked[0] != asked[1]:
        notes.append(
            f"the prompts differ: {', '.join(asked[0])} and {', '.join(asked[1])}; part of any "
            "difference may be theirs"
        )
    return notes


def _prompts(path: Path) -> Sequence[str]:
    requests = tables.read(RunFolder(path).requests, Request)
    return sorted({request.prompt for request in requests if request.prompt})
