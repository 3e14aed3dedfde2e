"""How good probabilities are: do they rank, and do they mean what they say?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.metrics.bootstrap import Counts

BINS = 10


@dataclass(frozen=True)
class Bin:
    """The items whose probability falls into one interval."""

    low: float
    high: float
    n: int
    mean_probability: float
    share_positive: float


def bin_counts(probabilities: NDArray[np.float64], positive: NDArray[np.bool_]) -> Counts:
    """Return what each item adds to its bin, shape (items, BINS, 3).

    The three are the number of items, the sum of their probabilities, and how many are positive.
    """
    place = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    counts = np.zeros((len(place), BINS, 3))
    rows = np.arange(len(place))
    counts[rows, place] = np.stack([np.ones(len(place)), probabilities, positive], -1)
    return counts


def expected_calibration_error(sums: Counts) -> Counts:
    """Mean distance between probability and frequency over the bins, weighted by their items.

    Source: Naeini et al., 2015; bins of equal width.

    Args:
        sums: summed `bin_counts`, shape (..., BINS, 3).
    """
    gaps = np.abs(sums[..., 1] - sums[..., 2]).sum(-1)
    total = sums[..., 0].sum(-1)
    return np.divide(gaps, total, out=np.zeros_like(total), where=total != 0)


def reliability(sums: Counts) -> list[Bin]:
    """Return the bins that hold items; `sums` has shape (BINS, 3)."""
    return [
        Bin(index / BINS, (index + 1) / BINS, int(n), float(total / n), float(positive / n))
        for index, (n, total, positive) in enumerate(sums)
        if n
    ]


def roc_auc(
    probabilities: NDArray[np.float64], positive: NDArray[np.bool_], weights: Counts
) -> Counts:
    """Return the chance that a positive item is ranked above a negative one, ties counting half.

    Args:
        weights: of the items, shape (resamples, items).

    Returns:
        Shape (resamples,); 0.5 where all the weight is on one class.
    """
    values, place = np.unique(probabilities, return_inverse=True)
    by_value = np.zeros((2, len(weights), len(values)))
    for label in (0, 1):
        chosen = positive == bool(label)
        np.add.at(by_value[label].T, place[chosen], weights[:, chosen].T)
    negatives, positives = by_value
    below = negatives.cumsum(-1) - negatives / 2
    pairs = positives.sum(-1) * negatives.sum(-1)
    wins = (positives * below).sum(-1)
    return np.divide(wins, pairs, out=np.full(len(weights), 0.5), where=pairs != 0)
