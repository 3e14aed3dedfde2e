"""Choosing what people are shown: strata of known size, and a known chance for every program.

Within a stratum every program has the same chance, and those drawn are at equal distances in the
order given (systematic sampling; Cochran, Sampling Techniques, 3rd edition, chapter 8). Sorted by
weakness, language, task and model, each of these is drawn from in proportion, without strata of
their own that a small sample could not fill. What is alike must come in an order of chance: of one
fixed order there are as few samples as programs from one that is drawn to the next.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from coveval_train.errors import UserError

FEWEST = 2
"""Drawn from a stratum at least, as one alone does not tell how far others are off."""


@dataclass(frozen=True)
class Draw:
    """What is drawn from a stratum."""

    size: int
    """Programs that it has."""
    places: tuple[int, ...]
    """Of those drawn, in the order of the stratum."""

    @property
    def weight(self) -> float:
        """How many programs each one that is drawn stands for."""
        return self.size / len(self.places)


def draw(
    sizes: Mapping[str, int], total: int, favour: Mapping[str, float], seed: int
) -> dict[str, Draw]:
    """Draw from strata.

    Args:
        sizes: of each stratum that is not empty.
        total: how many to draw in all.
        favour: how many times likelier than others a stratum's programs are drawn; 1 if not named.

    Raises:
        UserError: there are fewer programs than are to be drawn, or `FEWEST` of each stratum are
            more than that.
    """
    there = sum(sizes.values())
    if total > there:
        raise UserError(f"--n: {total} are to be drawn of {there} programs; ask for fewer")
    counts = {name: min(size, FEWEST) for name, size in sizes.items()}
    if sum(counts.values()) > total:
        raise UserError(
            f"--n: {total} are too few for {len(sizes)} strata, which take {FEWEST} each"
        )
    wanted = {name: size * favour.get(name, 1.0) for name, size in sizes.items()}
    while sum(counts.values()) < total:
        # One by one to where most is missing of what a stratum is to have (Webster's method).
        open_ = [name for name in sizes if counts[name] < sizes[name]]
        counts[max(open_, key=lambda name: wanted[name] / (counts[name] + 0.5))] += 1
    return {
        name: Draw(size, _systematic(size, counts[name], random.Random(f"{seed}/{name}")))
        for name, size in sizes.items()
    }


def _systematic(size: int, count: int, rng: random.Random) -> tuple[int, ...]:
    start = rng.random()
    return tuple(min(size - 1, int((start + number) * size / count)) for number in range(count))
