"""What trials of one mixture and method come to: means over seeds, fronts, methods compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from eval.ablation.scheffe import ALPHA
from eval.ablation.trials import LOSS, Trial

PLAIN = "plain"
"""The method that others are compared with; what else differs follows its name."""


@dataclass(frozen=True)
class Mean:
    """A mean with its 95 % interval."""

    value: float
    low: float | None
    """None where there is one value only, of which nothing is known but itself."""
    high: float | None
    n: int


@dataclass(frozen=True)
class Cell:
    """All finished trials of one mixture and method."""

    shares: dict[str, float]
    method: str
    seeds: tuple[int, ...]
    means: dict[str, Mean]
    """Of each response, over the seeds."""


@dataclass(frozen=True)
class Place:
    """Where a cell is in the plane of two responses."""

    cell: Cell
    on_front: bool
    """No other cell is at least as good in both and better in one, by the means."""
    surely_beaten: bool
    """Some other cell is better in both, and their intervals do not overlap."""


@dataclass(frozen=True)
class Effect:
    """How much a method adds to another, over the mixtures and seeds that both were tried with."""

    method: str
    over: str
    response: str
    mean: Mean
    """Over mixtures: `n` counts them, not trials."""


def mean(values: Sequence[float]) -> Mean:
    """Return the mean of replicates with Student's interval."""
    value, n = float(np.mean(values)), len(values)
    if n < 2:
        return Mean(value, None, None, n)
    half = float(t.ppf(1 - ALPHA / 2, n - 1) * np.std(values, ddof=1) / n**0.5)
    return Mean(value, value - half, value + half, n)


def label(shares: Mapping[str, float]) -> str:
    """Return a mixture in a few characters, its shares in percent, as ``sc 50 g 50``."""
    return " ".join(f"{name} {100 * share:.0f}" for name, share in shares.items() if share)


def higher_is_better(response: str) -> bool:
    """Whether more of a response is better; of losses less is."""
    return not response.startswith(LOSS)


def responses(found: Iterable[Trial]) -> tuple[str, ...]:
    """Return the names of the responses that any finished trial has."""
    return tuple(dict.fromkeys(name for trial in found for name in trial.responses))


def cells(found: Iterable[Trial]) -> list[Cell]:
    """Group finished trials by mixture and method, in the order in which they come."""
    groups: dict[tuple[tuple[float, ...], str], list[Trial]] = {}
    for trial in found:
        if trial.state == "finished":
            groups.setdefault((tuple(trial.shares.values()), trial.method), []).append(trial)
    return [_cell(of) for of in groups.values()]


def front(of: Sequence[Cell], first: str, second: str) -> list[Place]:
    """Place cells in the plane of two responses; cells that lack one of them are left out."""
    placed = [cell for cell in of if first in cell.means and second in cell.means]
    return [
        Place(
            cell,
            not any(_beats(other, cell, (first, second)) for other in placed),
            any(_surely_beats(other, cell, (first, second)) for other in placed),
        )
        for cell in placed
    ]


def effects(of: Sequence[Cell], found: Iterable[Trial]) -> list[Effect]:
    """Compare every method with plain training, on the mixtures and seeds of both.

    Where no trial is of plain training, the first method takes its place.
    """
    methods = list(dict.fromkeys(cell.method for cell in of))
    methods.sort(key=lambda name: name.split()[0] != PLAIN)
    values: dict[tuple[str, str], dict[tuple[tuple[float, ...], int], float]] = {}
    for trial in found:
        for name, response in trial.responses.items():
            key = tuple(trial.shares.values()), trial.seed
            values.setdefault((trial.method, name), {})[key] = response.value
    made = []
    for method in methods[1:]:
        for response in responses(found):
            ours, theirs = (values.get((one, response), {}) for one in (method, methods[0]))
            if by_mixture := _differences(ours, theirs):
                made.append(Effect(method, methods[0], response, mean(by_mixture)))
    return made


def _differences(
    ours: Mapping[tuple[tuple[float, ...], int], float],
    theirs: Mapping[tuple[tuple[float, ...], int], float],
) -> list[float]:
    by_mixture: dict[tuple[float, ...], list[float]] = {}
    for mixture, seed in ours.keys() & theirs.keys():
        gap = ours[mixture, seed] - theirs[mixture, seed]
        by_mixture.setdefault(mixture, []).append(gap)
    return [float(np.mean(gaps)) for _, gaps in sorted(by_mixture.items())]


def _cell(of: Sequence[Trial]) -> Cell:
    names = responses(of)
    given = {
        name: [one.responses[name].value for one in of if name in one.responses] for name in names
    }
    return Cell(
        shares=of[0].shares,
        method=of[0].method,
        seeds=tuple(one.seed for one in of),
        means={name: mean(values) for name, values in given.items()},
    )


def _beats(one: Cell, other: Cell, names: Sequence[str]) -> bool:
    ours, theirs = ([_value(cell, name) for name in names] for cell in (one, other))
    return ours != theirs and all(a >= b for a, b in zip(ours, theirs, strict=True))


def _value(cell: Cell, name: str) -> float:
    return cell.means[name].value if higher_is_better(name) else -cell.means[name].value


def _surely_beats(one: Cell, other: Cell, names: Sequence[str]) -> bool:
    return all(_apart(one.means[name], other.means[name], higher_is_better(name)) for name in names)


def _apart(ours: Mean, theirs: Mean, higher: bool) -> bool:
    if ours.low is None or ours.high is None or theirs.low is None or theirs.high is None:
        return False
    return ours.low > theirs.high if higher else ours.high < theirs.low
