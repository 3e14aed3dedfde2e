"""From what people said of a sample to how a judge does on everything it was drawn from.

What the judge says is known of every program, and what people would say only of those drawn. So
the programs are split by stratum and by the judge's verdict into cells of known size, and a
cell's share of vulnerable programs is estimated from those of it that people saw
(poststratification; Särndal, Swensson and Wretman, Model Assisted Survey Sampling, section 7.6).
Intervals are quantiles of what the cells may hold: each share by the posterior of Kerman's
neutral prior, which is not certain where a few programs all came out alike (Electronic Journal of
Statistics 5, 2011), and the programs not seen by a draw with that share.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from eval.metrics.bootstrap import CONFIDENCE, Counts, Estimate, Statistic

DRAWS = 4000
_PRIOR = 1 / 3
COLUMNS = 3
"""Of a confusion matrix: called secure, called vulnerable, and without a verdict."""


@dataclass(frozen=True)
class Cell:
    """Programs of one stratum of which a judge says the same."""

    size: int
    """Drawn or not."""
    judged: int
    """Those that people called secure or vulnerable."""
    vulnerable: int
    """Those that people called vulnerable."""


def estimates(
    cells: Mapping[tuple[str, int], Cell], metrics: Mapping[str, Statistic], seed: int = 0
) -> dict[str, Estimate]:
    """Estimate metrics of a judge against people, over all programs.

    Args:
        cells: by stratum and column of the judge's verdict, see `COLUMNS`.
        metrics: of confusion matrices of shape (..., 2, 3), as `eval.metrics.confusion` has them.

    Raises:
        ValueError: people judged none of the programs.
    """
    point, draws = _matrix(cells), _draws(cells, np.random.default_rng(seed))
    tail = (1 - CONFIDENCE) / 2
    found = {}
    for name, metric in metrics.items():
        value = float(metric(point[None])[0])
        low, high = np.quantile(metric(draws), (tail, 1 - tail))
        found[name] = Estimate(value, min(value, float(low)), max(value, float(high)))
    return found


def _matrix(cells: Mapping[tuple[str, int], Cell]) -> Counts:
    """Return the estimated confusion matrix of all programs, shape (2, 3)."""
    matrix = np.zeros((2, COLUMNS))
    for (_, column), cell in cells.items():
        share = _share(cell, column, cells)
        matrix[:, column] += cell.size * np.array([1 - share, share])
    return matrix


def _share(cell: Cell, column: int, cells: Mapping[tuple[str, int], Cell]) -> float:
    """Return a cell's share of vulnerable programs; of one not seen, that of the next best."""
    alike = [other for (_, place), other in cells.items() if place == column]
    for of in ([cell], alike, list(cells.values())):
        if judged := sum(other.judged for other in of):
            return sum(other.vulnerable for other in of) / judged
    raise ValueError("people judged none of the programs")


def _draws(cells: Mapping[tuple[str, int], Cell], rng: np.random.Generator) -> Counts:
    """Return confusion matrices of all programs as they may be, shape (draws, 2, 3)."""
    matrices = np.zeros((DRAWS, 2, COLUMNS))
    for (_, column), cell in cells.items():
        secure = cell.judged - cell.vulnerable
        share = rng.beta(cell.vulnerable + _PRIOR, secure + _PRIOR, DRAWS)
        vulnerable = cell.vulnerable + rng.binomial(cell.size - cell.judged, share)
        matrices[:, 1, column] += vulnerable
        matrices[:, 0, column] += cell.size - vulnerable
    return matrices
