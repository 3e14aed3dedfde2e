"""Control charts: which of a series of figures is further off than they usually are apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST = 5
"""Figures without which limits say nothing; quality control asks for some twenty."""
_THREE_SIGMA = 3 / 1.128
"""Of the mean moving range of two; 1.128 is its expectation in standard deviations (d2)."""


@dataclass(frozen=True)
class Limits:
    """Within which a figure is, as long as nothing has changed."""

    centre: float
    low: float
    high: float
    n: int
    """Figures that they were made from."""

    def out(self, value: float) -> bool:
        return not self.low <= value <= self.high


def limits(values: Sequence[float]) -> Limits | None:
    """Return the limits of an individuals chart: the mean and three standard deviations around it.

    The standard deviation is that from one figure to the next, so that a slow drift among them
    widens nothing (Montgomery, Introduction to Statistical Quality Control, chapter 6.4).

    Args:
        values: in order of time; None is returned for fewer than `FEWEST`.
    """
    if len(values) < FEWEST:
        return None
    centre = float(np.mean(values))
    half = _THREE_SIGMA * float(np.mean(np.abs(np.diff(values))))
    return Limits(centre, centre - half, centre + half, len(values))
