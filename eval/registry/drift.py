"""A model through time: what flipped between its runs, and whether that is more than chance.

Only runs that asked and judged alike are compared; those of other prompts, benchmarks or decoding
are series of their own, and that is said.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from coveval_train.errors import UserError
from eval import comparison, pipeline
from eval.comparison import Comparison
from eval.metrics.bootstrap import CONFIDENCE
from eval.registry import control
from eval.registry.control import Limits
from eval.registry.store import Entry, Figure
from eval.sheets import Sheet

BASELINE = "baseline"
"""The tag of runs that others are held against; without one it is the first."""


@dataclass(frozen=True)
class Flip:
    """An item that was right in one run and wrong in the other."""

    task: str
    judge: str
    item: str
    now_right: bool


@dataclass(frozen=True)
class Change:
    """A run against the baseline, by one task and judge."""

    run: str
    found: Comparison
    p_adjusted: float
    """After Holm's correction over all runs, tasks and judges of the series."""
    flips: list[Flip]
    """Only where there is one answer to each question."""

    @property
    def established(self) -> bool:
        return self.p_adjusted < 1 - CONFIDENCE


@dataclass(frozen=True)
class Chart:
    """One task's first metric through time."""

    task: str
    judge: str
    metric: str
    points: list[tuple[str, Figure]]
    """Runs' ids, in order of time."""
    limits: Limits | None
    """From all runs but the last; None where those are too few."""


@dataclass(frozen=True)
class Series:
    """Runs of a model that asked and judged alike, in order of time."""

    runs: list[Entry]
    baseline: str
    changes: list[Change]
    periods: list[Comparison]
    """The runs before a day against those since, where a day was asked for."""
    charts: list[Chart]
    notes: list[str]


@dataclass(frozen=True)
class Drift:
    """All runs of a model."""

    series: list[Series]
    notes: list[str]


def drift(found: Sequence[Entry], since: str | None = None) -> Drift:
    """Hold runs of a model against each other.

    Args:
        since: a day as YYYY-MM-DD; the runs since then are also held, all together, against those
            before.

    Raises:
        UserError: there are fewer than two, or none on one side of the day.
    """
    if len(found) < 2:
        raise UserError(f"{len(found)} runs of this model are registered, and change takes two")
    in_time = sorted(found, key=lambda one: one.finished)
    groups: dict[str, list[Entry]] = {}
    for one in in_time:
        groups.setdefault(json.dumps(_asked(one), sort_keys=True), []).append(one)
    notes = []
    if len(groups) > 1:
        differing = [
            name
            for name in pipeline.ASKED
            if len({json.dumps(_asked(one)[name], sort_keys=True) for one in in_time}) > 1
        ]
        notes.append(
            f"The runs did not all ask and judge alike ({', '.join(differing)} differ): they are "
            f"{len(groups)} series, which are not compared with each other."
        )
    if since and not any(all(_split(group, since)) for group in groups.values()):
        raise UserError(f"--since: no series has runs before {since} and since then")
    return Drift([_series(group, since) for group in groups.values()], notes)


def baseline(runs: Sequence[Entry]) -> Entry:
    """Return the first run with the tag `BASELINE`, or the first."""
    in_time = sorted(runs, key=lambda one: one.finished)
    return next((one for one in in_time if BASELINE in one.tags), in_time[0])


def _asked(one: Entry) -> dict[str, object]:
    return {name: one.settings.get(name) for name in pipeline.ASKED}


def _series(runs: list[Entry], since: str | None) -> Series:
    first = baseline(runs)
    notes = _weights(runs)
    compared: list[tuple[str, Comparison, list[Flip]]] = []
    for one in runs:
        if one is not first:
            try:
                compared += _against(first, one)
            except UserError as error:
                notes.append(f"{one.id}: not compared item by item: {'; '.join(error.problems)}")
    adjusted = comparison.holm([each.difference.p for _, each, _ in compared]) if compared else []
    changes = [
        Change(run, each, p, flips)
        for (run, each, flips), p in zip(compared, adjusted, strict=True)
    ]
    if len(runs) <= control.FEWEST:
        notes.append(
            f"{len(runs)} runs are too few for control limits, which take {control.FEWEST} before "
            "the last."
        )
    periods = _periods(runs, since, notes) if since else []
    return Series(runs, first.id, changes, periods, _charts(runs), notes)


def _periods(runs: Sequence[Entry], since: str, notes: list[str]) -> list[Comparison]:
    """Compare two periods, each item by how often it was right in the period's runs."""
    before, after = _split(runs, since)
    if not before or not after:
        return []
    names = f"{len(before)} runs before {since}", f"{len(after)} runs since"
    try:
        return comparison.compare_sheets(_pooled(before), _pooled(after), names, names)
    except UserError as error:
        notes.append(f"the periods are not compared: {'; '.join(error.problems)}")
        return []


def _split(runs: Sequence[Entry], since: str) -> tuple[list[Entry], list[Entry]]:
    """Return the runs before a day, and those since."""
    before = [one for one in runs if one.finished[: len(since)] < since]
    return before, [one for one in runs if one not in before]


def _pooled(runs: Sequence[Entry]) -> list[Sheet]:
    """Return the sheets that all runs have, of the mean of their answers to each item.

    Raises:
        UserError: runs have different items.
    """
    by_key: dict[tuple[str, str], list[Sheet]] = {}
    for one in runs:
        for sheet in comparison.own_sheets(Path(one.folder)):
            by_key.setdefault((sheet.task, sheet.judge), []).append(sheet)
    pooled = []
    for (task, judge), sheets in by_key.items():
        if len({sheet.items for sheet in sheets}) > 1:
            raise UserError(f"{task} by {judge}: the runs asked about different items")
        if len(sheets) == len(runs):
            counts = np.mean([sheet.counts for sheet in sheets], axis=0)
            right = np.mean([sheet.right for sheet in sheets], axis=0)
            samples = sum(sheet.samples for sheet in sheets)
            pooled.append(replace(sheets[0], counts=counts, right=right, samples=samples))
    return pooled


def _weights(runs: Sequence[Entry]) -> list[str]:
    """Say whether the runs were of the same weights, as far as that is known."""
    known = [one.settings.get("model_fingerprint") for one in runs]
    if None in known:
        return ["Of a served model it is not known whether its weights are the same."]
    if len(set(known)) > 1:
        return [f"The weights behind this name are {len(set(known))} different ones."]
    return ["All runs are of the same weights."]


def _against(baseline: Entry, later: Entry) -> list[tuple[str, Comparison, list[Flip]]]:
    first, second = Path(baseline.folder), Path(later.folder)
    pair = comparison.compare(first, second)
    flips = _flips(first, second)
    return [
        (later.id, each, [one for one in flips if (one.task, one.judge) == (each.task, each.judge)])
        for each in pair.comparisons
    ]


def _flips(first: Path, second: Path) -> list[Flip]:
    after = {(one.task, one.judge): one for one in comparison.own_sheets(second)}
    found = []
    for before in comparison.own_sheets(first):
        sheet = after.get((before.task, before.judge))
        if sheet is None or not before.samples == sheet.samples == 1:
            continue
        found += [
            Flip(sheet.task, sheet.judge, item, bool(now))
            for item, was, now in zip(sheet.items, before.right, sheet.right, strict=True)
            if was != now
        ]
    return found


def _charts(runs: Sequence[Entry]) -> list[Chart]:
    points: dict[tuple[str, str, str], list[tuple[str, Figure]]] = {}
    for one in runs:
        for figure in one.figures:
            key = figure.task, figure.judge, figure.metric
            points.setdefault(key, []).append((one.id, figure))
    return [
        Chart(*key, of, control.limits([figure.estimate.value for _, figure in of[:-1]]))
        for key, of in points.items()
    ]
