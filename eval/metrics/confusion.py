"""Metrics of a confusion matrix, over any number of leading axes.

A matrix has shape (..., K, K + 1): rows are the true classes, columns the predicted ones, and the
last column holds the unparsed answers, which are wrong whatever the truth. The leading axes let
thousands of bootstrap resamples be computed at once. Where a metric has a zero denominator it is
0, as in scikit-learn with ``zero_division=0``.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]


def matrix(truth: Sequence[int], predicted: Sequence[int | None], classes: int) -> Counts:
    """Count pairs of true and predicted class, where a prediction of None is unparsed."""
    counts = np.zeros((classes, classes + 1))
    for row, column in zip(truth, predicted, strict=True):
        counts[row, classes if column is None else column] += 1
    return counts


def constant(support: Counts, column: int) -> Counts:
    """Return the matrix of answers that are always the same class, whatever the truth."""
    counts = np.zeros((len(support), len(support) + 1))
    counts[:, column] = support
    return counts


def uniform(support: Counts) -> Counts:
    """Return the matrix expected of answers drawn from all classes alike."""
    counts = np.repeat(support[:, None] / len(support), len(support), axis=1)
    return np.concatenate([counts, np.zeros((len(support), 1))], axis=1)


def accuracy(counts: Counts) -> Counts:
    """Share of right answers among all answers."""
    return _divide(_hits(counts).sum(-1), counts.sum((-1, -2)))


def recalls(counts: Counts) -> Counts:
    """Recall of each class, shape (..., K)."""
    return _divide(_hits(counts), counts.sum(-1))


def f1_scores(counts: Counts) -> Counts:
    """F1 of each class, shape (..., K); an unparsed answer lowers recall, not precision."""
    hits, actual, predicted = _hits(counts), counts.sum(-1), counts.sum(-2)[..., :-1]
    return _divide(2 * hits, actual + predicted)


def balanced_accuracy(counts: Counts) -> Counts:
    """Mean recall over the classes that occur."""
    return _mean_over_present(recalls(counts), counts)


def macro_f1(counts: Counts) -> Counts:
    """Mean F1 over the classes that occur."""
    return _mean_over_present(f1_scores(counts), counts)


def weighted_f1(counts: Counts) -> Counts:
    """Mean F1 weighted by how often each class occurs."""
    support = counts.sum(-1)
    return _divide((f1_scores(counts) * support).sum(-1), support.sum(-1))


def mcc(counts: Counts) -> Counts:
    """Matthews correlation for any number of classes (Gorodkin, 2004), unparsed being one more."""
    square = np.concatenate([counts, np.zeros_like(counts[..., :1, :])], axis=-2)
    total = square.sum((-1, -2))
    hits = _hits(square).sum(-1)
    actual, predicted = square.sum(-1), square.sum(-2)
    covariance = hits * total - (actual * predicted).sum(-1)
    spread = (total**2 - (predicted**2).sum(-1)) * (total**2 - (actual**2).sum(-1))
    return _divide(covariance, np.sqrt(spread))


def cohen_kappa(counts: Counts) -> Counts:
    """Agreement beyond chance (Cohen, 1960); unparsed is an answer that the truth never is."""
    total = counts.sum((-1, -2))
    agreed = _divide(_hits(counts).sum(-1), total)
    actual, predicted = counts.sum(-1), counts.sum(-2)[..., :-1]
    expected = _divide((actual * predicted).sum(-1), total**2)
    return _divide(agreed - expected, 1 - expected)


def secure_rate_difference(counts: Counts) -> Counts:
    """Share of class 0 among the predictions minus its share in truth.

    This is Diff of Mou et al. (table 5): how much more code the judge calls secure than is.
    """
    return _divide(counts[..., :, 0].sum(-1) - counts[..., 0, :].sum(-1), counts.sum((-1, -2)))


def positive_f1(counts: Counts) -> Counts:
    """F1 of class 1, the positive one of a two-class matrix."""
    return f1_scores(counts)[..., 1]


def false_positive_rate(counts: Counts) -> Counts:
    """Share of class 0 that was called class 1."""
    return _divide(counts[..., 0, 1], counts.sum(-1)[..., 0])


def false_negative_rate(counts: Counts) -> Counts:
    """Share of class 1 that was called class 0."""
    return _divide(counts[..., 1, 0], counts.sum(-1)[..., 1])


PROPORTIONS = (accuracy, false_positive_rate, false_negative_rate)
"""The metrics that are shares of items, so that 0 and 1 have exact intervals."""


def _hits(counts: Counts) -> Counts:
    return np.diagonal(counts, axis1=-2, axis2=-1)


def _mean_over_present(scores: Counts, counts: Counts) -> Counts:
    present = counts.sum(-1) > 0
    return _divide((scores * present).sum(-1), present.sum(-1))


def _divide(numerator: Counts, denominator: Counts) -> Counts:
    return np.divide(
        numerator, denominator, out=np.zeros_like(numerator, dtype=float), where=denominator != 0
    )
