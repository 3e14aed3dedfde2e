"""Intervals by resampling families, not items.

Items of one family share a scenario and rise and fall together; resampling them one by one would
make every interval too narrow (cluster bootstrap: Field and Welsh, 2007). Families are reweighted
rather than drawn (Bayesian bootstrap: Rubin, 1981): with a family or two for each weakness, draws
would lose whole classes, and an average over the classes that are left is another quantity.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from eval.metrics import confusion

RESAMPLES = 2000
CONFIDENCE = 0.95
POWER = 0.8
_TIE = 1e-9
"""Differences this near are the same one, summed in another order."""

Counts = NDArray[np.float64]
Statistic = Callable[[Counts], Counts]
"""Maps summed counts of shape (resamples, ...) to values of shape (resamples,)."""


@dataclass(frozen=True)
class Rate:
    """The statistic that divides one column of the counts by the last one, the total."""

    column: int

    def __call__(self, sums: Counts) -> Counts:
        total = sums[..., -1]
        return np.divide(sums[..., self.column], total, out=np.zeros_like(total), where=total != 0)


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Difference:
    """How much one run is above another on the same items, with its 95 % interval."""

    value: float
    low: float
    high: float
    p: float
    """Two-sided, by exchanging the runs within families; it cannot fall below 1 / (1 + resamples).
    """
    detectable: float | None
    """The smallest true difference that would be found at this level with 80 % power; unknown
    where the runs do not differ on any item."""


def estimate(counts: Counts, statistic: Statistic) -> Estimate:
    """Estimate a statistic of summed counts with a percentile interval over families.

    Where every family agrees on a proportion (no hits, or nothing but hits) resampling shows no
    spread at all, so the interval is the exact binomial one for that many families (Clopper and
    Pearson, 1934).

    Args:
        counts: shape (families, ...), what each family adds to the sum.
    """
    value = float(statistic(counts.sum(0)[None])[0])
    proportion = isinstance(statistic, Rate) or statistic in confusion.PROPORTIONS
    if proportion and value in (0, 1):
        from scipy.stats import binomtest  # Slow to import, and no listing needs it.

        families = len(counts)
        exact = binomtest(families if value else 0, families).proportion_ci(CONFIDENCE)
        return Estimate(value, float(exact.low), float(exact.high))
    low, high = _interval(_resample(counts, statistic))
    return Estimate(value, low, high)


def difference(first: Counts, second: Counts, statistic: Statistic) -> Difference:
    """Estimate how much the second is above the first, families being reweighted in both alike.

    Whether there is one at all is tested by randomization (Fisher, 1935): without a difference, the
    runs could be exchanged within any family. Reweighting cannot test it: where a single family
    differs, every weighting shows a difference in the same direction.

    Args:
        first: shape (families, ...), what each family adds to the sum of one run.
        second: the same of another run, with the families in the same order.
    """
    resampled = _resample(second, statistic) - _resample(first, statistic)
    sums = first.sum(0)[None], second.sum(0)[None]
    value = float((statistic(sums[1]) - statistic(sums[0]))[0])
    low, high = _interval(resampled)
    exchanged = _exchanged(first, second, statistic)
    as_large = (np.abs(exchanged) >= abs(value) - _TIE).sum()
    p = (1 + as_large) / (1 + RESAMPLES)
    normal = NormalDist()
    z = normal.inv_cdf((1 + CONFIDENCE) / 2) + normal.inv_cdf(POWER)
    spread = float(resampled.std())
    return Difference(value, low, high, float(p), z * spread if spread else None)


def by_family(families: tuple[str, ...], counts: Counts) -> Counts:
    """Sum the counts of items, shape (items, ...), within each family, in order of their names."""
    names, index = np.unique(np.array(families), return_inverse=True)
    sums = np.zeros((len(names), *counts.shape[1:]))
    np.add.at(sums, index, counts)
    return sums


def estimate_weighted(families: tuple[str, ...], statistic: Callable[[Counts], Counts]) -> Estimate:
    """Estimate a statistic that is no function of sums, such as one of ranks.

    Args:
        families: of the items.
        statistic: maps weights of the items, shape (resamples, items), to shape (resamples,).
    """
    names, index = np.unique(np.array(families), return_inverse=True)
    value = float(statistic(np.ones((1, len(families))))[0])
    low, high = _interval(statistic(_weights(len(names))[:, index]))
    return Estimate(value, low, high)


def _exchanged(first: Counts, second: Counts, statistic: Statistic) -> Counts:
    """Return the differences that come of exchanging the runs within families at random."""
    swaps = np.random.default_rng(1).integers(0, 2, (RESAMPLES, len(first))).astype(float)
    moved = np.tensordot(swaps, second - first, axes=1)
    return statistic(second.sum(0) - moved) - statistic(first.sum(0) + moved)


def _resample(counts: Counts, statistic: Statistic) -> Counts:
    return statistic(np.tensordot(_weights(len(counts)), counts, axes=1))


def _weights(families: int) -> Counts:
    """Return the weights of families, shape (resamples, families), each row of their number.

    They are the same for every statistic, so two runs with the same families are paired.
    """
    return families * np.random.default_rng(0).dirichlet(np.ones(families), size=RESAMPLES)


def _interval(values: Counts) -> tuple[float, float]:
    low, high = np.quantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)
