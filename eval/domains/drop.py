"""The drop from one benchmark to another: the same model and judges, other code.

The items of the two differ, so nothing is paired: the interval of the difference is made of both
intervals (MOVER: Newcombe, Statistics in Medicine 17, 1998; Zou and Donner, ibid. 27, 2008).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import hypot
from pathlib import Path

import numpy as np

from coveval_train import runs
from coveval_train.errors import UserError, collect, raise_if_any
from coveval_train.records import Outcome
from coveval_train.runs import RunFolder
from eval import ensembles, pipeline, scores, sheets
from eval.metrics import bootstrap
from eval.metrics.bootstrap import Estimate, Statistic
from eval.oracles import executable
from eval.pair_sheets import PAIRS, UNANSWERED
from eval.sheets import Sheet

ALIKE = ("model_fingerprint", *(name for name in pipeline.ASKED if name != "benchmark"))
"""Settings in which both runs must be alike, where both have them."""
BY_JUDGE = ("judges", "judge_fingerprints")
"""Those of them that only have to be alike for the judges of both."""
SILENT = (Outcome.UNPARSED, Outcome.ERROR, UNANSWERED)
"""Outcomes that are no verdict, of items and of pairs."""
FEWEST = 2
"""Families from which a part has an interval at all."""


@dataclass(frozen=True)
class Change:
    """One metric on both benchmarks."""

    reference: Estimate
    domain: Estimate
    difference: Estimate
    """Domain minus reference."""


@dataclass(frozen=True)
class Part:
    """The first metric on the items of one weakness."""

    n: tuple[int, int]
    """Items of the reference and of the domain."""
    families: tuple[int, int]
    change: Change

    @property
    def has_interval(self) -> bool:
        """Whether both sides have families enough for their intervals to mean something."""
        return min(self.families) >= FEWEST


@dataclass(frozen=True)
class Drop:
    """One task under one judge."""

    task: str
    judge: str
    metrics: dict[str, Change]
    """Over all items of both."""
    silent: tuple[float, float]
    """Share of answers without a verdict, unparsed or in error, on the reference and the domain."""
    alike: Change | None
    """The first metric on the weaknesses and languages that both have, the reference weighted so
    that it has as much of each as the domain; None where they have none in common."""
    shared: float
    """Share of the domain's items that are of those."""
    by_cwe: dict[str, Part]
    """Weaknesses that both have."""


@dataclass(frozen=True)
class Domain:
    """A domain's run beside the reference's."""

    name: str
    run: str
    drops: list[Drop]
    pairs: list[scores.Score]
    """Pair-wise outcomes; the reference may have no pairs to hold them against."""


@dataclass(frozen=True)
class Report:
    """A reference and the domains held against it."""

    reference: str
    run: str
    domains: list[Domain]


def report(reference: Path, others: Sequence[Path]) -> Report:
    """Hold runs on other benchmarks against one.

    Args:
        reference: folder of a finished run, of `coveval eval` or `coveval judge agree`.
        others: those of the same model and judges on other benchmarks.

    Raises:
        UserError: runs are not finished, asked or judged otherwise, were of another model, or have
            no task and judge in common; all problems at once.
    """
    problems: list[str] = []
    before = collect(problems, lambda: _sheets(reference))
    for path in others:
        collect(problems, partial(_require_alike, reference, path))
    raise_if_any(problems)
    found = [collect(problems, partial(_domain, reference, before or [], path)) for path in others]
    raise_if_any(problems)
    domains = [domain for domain in found if domain]
    return Report(_benchmark(reference), str(reference), domains)


def _sheets(run: Path) -> list[Sheet]:
    """Return a run's sheets but those of executions, which no domain has."""
    found = scores.read_sheets(RunFolder(run))
    return [sheet for sheet in found if sheet.judge != executable.NAME]


def _domain(reference: Path, before: Sequence[Sheet], run: Path) -> Domain:
    after = _sheets(run)
    if _voters(before) != _voters(after):
        # Votes of other voters are another judge.
        after = [sheet for sheet in after if sheet.judge not in ensembles.NAMES]
    drops = [
        drop(mine, other)
        for mine in before
        for other in after
        if (mine.task, mine.judge) == (other.task, other.judge)
    ]
    pairs = [scores.of_sheet(sheet) for sheet in after if sheet.task.endswith(PAIRS)]
    if not drops:
        raise UserError(f"{reference} and {run} have no task and judge in common")
    return Domain(_benchmark(run), str(run), drops, pairs)


def _voters(laid_out: Sequence[Sheet]) -> set[str]:
    return {sheet.judge for sheet in laid_out} - set(ensembles.NAMES)


def drop(reference: Sheet, domain: Sheet) -> Drop:
    """Hold one task under one judge on a domain against the reference."""
    first = next(iter(domain.metrics.values()))
    cells = set(_cells(reference)) & set(_cells(domain))
    common, shared = (
        sheets.select(sheet, [cell in cells for cell in _cells(sheet)])
        for sheet in (reference, domain)
    )
    return Drop(
        task=domain.task,
        judge=domain.judge,
        metrics={
            name: _change(_estimate(reference, of), _estimate(domain, of))
            for name, of in domain.metrics.items()
            if name in reference.metrics
        },
        silent=(_silent(reference), _silent(domain)),
        alike=_change(_estimate(common, first, _weights(common, shared)), _estimate(shared, first))
        if cells
        else None,
        shared=len(shared.items) / len(domain.items),
        by_cwe={
            cwe: _part(reference, domain, cwe, first)
            for cwe in sorted(set(reference.cwes) & set(domain.cwes), key=_number)
            if cwe
        },
    )


def _require_alike(reference: Path, run: Path) -> None:
    """Raise `UserError` where two runs differ in more than the benchmark."""
    before, after = (runs.read_settings(RunFolder(path)) for path in (reference, run))
    problems = [
        f"{run}: {name} is {after[name]!r} and {before[name]!r} in {reference}; the drop would be "
        "of that as well"
        for name in ALIKE
        if name not in BY_JUDGE and name in before and name in after and before[name] != after[name]
    ]
    mine, its = before.get("judge_fingerprints") or {}, after.get("judge_fingerprints") or {}
    problems += [
        f"{run}: the judge {name} is another one than in {reference}"
        for name in sorted(mine.keys() & its.keys())
        if mine[name] != its[name]
    ]
    if before.get("benchmark") == after.get("benchmark"):
        problems.append(f"{run}: asks about the same as {reference}; 'coveval compare' is for that")
    raise_if_any(problems)


def _benchmark(run: Path) -> str:
    asked = runs.read_settings(RunFolder(run)).get("benchmark") or {}
    return ", ".join(asked) or run.name


def _cells(sheet: Sheet) -> list[tuple[str, str]]:
    return list(zip(sheet.cwes, sheet.languages, strict=True))


def _silent(sheet: Sheet) -> float:
    return sum(sheet.outcomes.get(one, 0) for one in SILENT) / sum(sheet.outcomes.values())


def _weights(reference: Sheet, shared: Sheet) -> list[float]:
    """Return weights under which the reference has as much of each cell as the domain."""
    has, wanted = Counter(_cells(reference)), Counter(_cells(shared))
    return [wanted[cell] / has[cell] for cell in _cells(reference)]


def _estimate(
    sheet: Sheet, statistic: Statistic, weights: Sequence[float] | None = None
) -> Estimate:
    counts = sheet.counts
    if weights is not None:
        counts = counts * np.reshape(weights, (-1, *[1] * (counts.ndim - 1)))
    return bootstrap.estimate(bootstrap.by_family(sheet.families, counts), statistic)


def _part(reference: Sheet, domain: Sheet, cwe: str, statistic: Statistic) -> Part:
    mine, its = (
        sheets.select(sheet, [name == cwe for name in sheet.cwes]) for sheet in (reference, domain)
    )
    return Part(
        n=(len(mine.items), len(its.items)),
        families=(len(set(mine.families)), len(set(its.families))),
        change=_change(_estimate(mine, statistic), _estimate(its, statistic)),
    )


def _change(reference: Estimate, domain: Estimate) -> Change:
    return Change(reference, domain, difference(reference, domain))


def difference(reference: Estimate, domain: Estimate) -> Estimate:
    """Return how much the second of two independent estimates is above the first."""
    value = domain.value - reference.value
    down = hypot(domain.value - domain.low, reference.high - reference.value)
    up = hypot(domain.high - domain.value, reference.value - reference.low)
    return Estimate(value, value - down, value + up)


def _number(cwe: str) -> int:
    return int(cwe.rpartition("-")[2] or 0)
