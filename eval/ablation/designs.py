"""Mixtures to try: points of the simplex whose coordinates are the sources' shares.

Designs: Scheffé, 1958 (lattices) and 1963 (centroids); Cornell, *Experiments with Mixtures*, 3rd
edition, chapters 2 (with points inside) and 4 (pseudo-components for minimum shares).
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from typing import Literal

from coveval_train.errors import UserError

Kind = Literal["lattice", "centroid", "space-filling"]
Shares = dict[str, float]
"""The share of each source; together 1."""
CANDIDATES = 2000
"""Random mixtures among which a space-filling design chooses."""
DIGITS = 6
"""Of a share: as a file holds it, and as equal mixtures are recognised."""


@dataclass(frozen=True)
class Minimum:
    """A share that some sources have at least, together."""

    sources: tuple[str, ...]
    share: float

    def holds(self, shares: Mapping[str, float]) -> bool:
        return sum(shares[name] for name in self.sources) >= self.share - 10**-DIGITS


def minimum(text: str, sources: Sequence[str]) -> Minimum:
    """Read ``g=0.2``, or ``gc+g=0.3`` for two sources together.

    Raises:
        UserError: it is no such text, or names another source.
    """
    names, equals, share = text.partition("=")
    named = tuple(names.split("+"))
    try:
        value = float(share)
    except ValueError:
        value = -1.0
    if not equals or not 0 <= value < 1:
        raise UserError(f"--minimum: '{text}' is not SOURCE=SHARE with a share from 0 to below 1")
    if unknown := [name for name in named if name not in sources]:
        raise UserError(f"--minimum: no source is called '{unknown[0]}'; {', '.join(sources)} are")
    return Minimum(named, value)


def design(
    kind: Kind,
    sources: Sequence[str],
    minima: Sequence[Minimum] = (),
    degree: int = 2,
    number: int = 12,
    seed: int = 0,
    inside: bool = True,
) -> list[Shares]:
    """Return the mixtures of a design, each once.

    Args:
        kind: a ``lattice`` has every mixture whose shares are multiples of 1/degree; a ``centroid``
            the even mixtures of every subset of sources, and if `inside`, between the even mixture
            of all and each source alone one more; ``space-filling`` has `number` mixtures that are
            far apart.
        minima: of a lattice and a centroid design for one source each; what they leave over is
            shared out by the design.

    Raises:
        UserError: there are fewer than two sources, or the minima cannot be met.
    """
    problems = _problems(kind, sources, minima)
    if problems:
        raise UserError(problems)
    if kind == "space-filling":
        return _space_filling(sources, minima, number, seed)
    points = _lattice(sources, degree) if kind == "lattice" else _centroid(sources, inside)
    return [_rounded(_with_minima(point, minima)) for point in points]


def _problems(kind: Kind, sources: Sequence[str], minima: Sequence[Minimum]) -> list[str]:
    problems = []
    if len(set(sources)) < 2:
        problems.append("a mixture needs at least two sources")
    for each in minima:
        if len(each.sources) > 1 and kind != "space-filling":
            problems.append(
                f"--minimum: {'+'.join(each.sources)} are several sources, which only a "
                "space-filling design can keep together"
            )
    single = sum(each.share for each in minima if len(each.sources) == 1)
    if single >= 1:
        problems.append(f"--minimum: the shares make {single:g}, which leaves nothing to vary")
    return problems


def _lattice(sources: Sequence[str], degree: int) -> list[dict[str, Fraction]]:
    picks = combinations_with_replacement(sources, degree)
    return [{name: Fraction(pick.count(name), degree) for name in sources} for pick in picks]


def _centroid(sources: Sequence[str], inside: bool) -> list[dict[str, Fraction]]:
    subsets = [
        chosen for size in range(1, len(sources) + 1) for chosen in combinations(sources, size)
    ]
    points = [
        {name: Fraction(name in chosen, len(chosen)) for name in sources} for chosen in subsets
    ]
    q = len(sources)
    if inside and q > 2:
        points += [
            {name: Fraction(1, 2 * q) + Fraction(name == alone, 2) for name in sources}
            for alone in sources
        ]
    return points


def _with_minima(point: Mapping[str, Fraction], minima: Sequence[Minimum]) -> Shares:
    lowest = dict.fromkeys(point, 0.0) | {each.sources[0]: each.share for each in minima}
    free = 1 - sum(lowest.values())
    return {name: lowest[name] + free * float(share) for name, share in point.items()}


def _space_filling(
    sources: Sequence[str], minima: Sequence[Minimum], number: int, seed: int
) -> list[Shares]:
    """Choose one mixture after the other, each as far as can be from those chosen before.

    The first is the one nearest to the middle (Kennard and Stone, 1969, from the middle outwards).
    """
    rng = random.Random(seed)
    allowed: list[Shares] = []
    for _ in range(CANDIDATES):
        shares = _uniform(sources, rng)
        if all(each.holds(shares) for each in minima):
            allowed.append(_rounded(shares))
    # The corners of what is allowed are where a model has most to learn.
    corners = ({name: float(name == alone) for name in sources} for alone in sources)
    allowed += [corner for corner in corners if all(each.holds(corner) for each in minima)]
    if len(allowed) < number:
        raise UserError(
            f"--minimum: {len(allowed)} of {CANDIDATES} random mixtures keep the minimum shares, "
            f"and {number} are wanted; lower them"
        )
    middle = {name: sum(each[name] for each in allowed) / len(allowed) for name in sources}
    chosen = [min(allowed, key=_distance_to(middle))]
    nearest = [_distance_to(chosen[0])(each) for each in allowed]
    while len(chosen) < number:
        farthest = max(range(len(allowed)), key=nearest.__getitem__)
        chosen.append(allowed[farthest])
        distance = _distance_to(allowed[farthest])
        nearest = [min(old, distance(each)) for old, each in zip(nearest, allowed, strict=True)]
    return chosen


def _uniform(sources: Sequence[str], rng: random.Random) -> Shares:
    """Draw a mixture from the uniform distribution on the simplex."""
    drawn = [rng.expovariate(1) for _ in sources]
    return {name: value / sum(drawn) for name, value in zip(sources, drawn, strict=True)}


def _distance_to(point: Mapping[str, float]) -> Callable[[Mapping[str, float]], float]:
    return lambda other: sum((point[name] - other[name]) ** 2 for name in point)


def _rounded(shares: Mapping[str, float]) -> Shares:
    return {name: round(share, DIGITS) for name, share in shares.items()}
