"""Intervals by resampling families, not items.

Items of one family share a scenario and rise and fall together; resampling them one by one would
make every interval too narrow (cluster bootstrap: Field and Welsh, 2007). Families are reweighted
rather than drawn (Bayesian bootstrap: Rubin, 1981): with a family or two for each weakness, draws
would lose whole classes, and an average over the classes that are left is another quantity.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

RESAMPLES = 2000
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


def estimate(
    counts: NDArray[np.float64], statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> Estimate:
    """Estimate a statistic of summed counts with a percentile interval over families.

    Args:
        counts: shape (families, ...), what each family adds to the sum.
        statistic: maps summed counts of shape (resamples, ...) to values of shape (resamples,).
    """
    families = len(counts)
    weights = np.random.default_rng(0).dirichlet(np.ones(families), size=RESAMPLES)
    values = statistic(np.tensordot(weights * families, counts, axes=1))
    low, high = np.quantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    value = float(statistic(counts.sum(0)[None])[0])
    return Estimate(value, float(low), float(high))


def rate(hits: NDArray[np.float64], totals: NDArray[np.float64]) -> Estimate:
    """Estimate a rate from each family's hits and totals, both of shape (families,).

    Where every family agrees (no hits, or nothing but hits) resampling shows no spread at all, so
    the interval is the exact binomial one for that many families (Clopper and Pearson, 1934).
    """
    if hits.sum() in (0, totals.sum()):
        families = len(totals)
        value = float(hits.sum() > 0)
        exact = binomtest(families if value else 0, families).proportion_ci(CONFIDENCE)
        return Estimate(value, float(exact.low), float(exact.high))
    return estimate(np.stack([hits, totals], -1), lambda sums: sums[..., 0] / sums[..., 1])
