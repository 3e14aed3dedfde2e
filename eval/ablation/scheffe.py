"""Scheffé's mixture models: how a response depends on the shares of the sources.

As shares make 1, there is no intercept: the linear model is the sum of beta_i x_i, and the
quadratic one adds beta_ij x_i x_j for each pair (Scheffé, 1958; Cornell, *Experiments with
Mixtures*, 3rd edition, chapter 2). beta_i is what source i alone gives.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, Literal

import numpy as np
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy.stats import f as f_distribution
from scipy.stats import t

from coveval_train.errors import UserError
from eval.ablation.designs import DIGITS
from eval.metrics.bootstrap import Estimate

Order = Literal["linear", "quadratic"]
ALPHA = 0.05
"""One minus the confidence of every interval, and the level of every test."""


@dataclass(frozen=True)
class Quality:
    """How far a fit can be trusted."""

    trials: int
    mixtures: int
    """Different ones; more trials of one are replicates."""
    free: int
    """Trials beyond the number of terms: degrees of freedom of the residuals."""
    rmse: float
    """Standard deviation of the residuals, in the response's unit."""
    left_out: float
    """Root mean square error at a trial that the fit was made without (leave-one-out)."""
    left_out_by_mean: float
    """The same of the mean of all other trials."""
    p_over_mean: float
    """Of the F test that mixtures make no difference."""
    p_lack_of_fit: float | None
    """Of the F test that the model's form suffices; None without replicates, or without a mixture
    more than there are terms."""

    @property
    def better_than_mean(self) -> bool:
        """Whether the model tells more than that mixtures make no difference."""
        return self.p_over_mean < ALPHA and self.left_out < self.left_out_by_mean


@dataclass(frozen=True)
class Fit:
    """A response's model."""

    order: Order
    sources: tuple[str, ...]
    terms: dict[str, Estimate]
    """Coefficients by their term, as ``sc`` or ``sc*vd``, with 95 % intervals."""
    quality: Quality
    _result: Any

    def at(self, mixtures: Sequence[Mapping[str, float]]) -> list[Estimate]:
        """Return the mean response at mixtures, each with its own 95 % interval."""
        found = self._result.get_prediction(_matrix(mixtures, self.sources, self.order))
        bounds = found.conf_int(alpha=ALPHA)
        return [
            Estimate(float(value), float(low), float(high))
            for value, (low, high) in zip(found.predicted_mean, bounds, strict=True)
        ]

    def gaps(
        self, mixture: Mapping[str, float], others: Sequence[Mapping[str, float]]
    ) -> list[Estimate]:
        """Return by how much the mean response at a mixture exceeds that at others."""
        rows = _matrix([mixture], self.sources, self.order) - _matrix(
            others, self.sources, self.order
        )
        values = rows @ self._result.params
        spread = np.sqrt(np.einsum("ij,jk,ik->i", rows, self._result.cov_params(), rows))
        half = self._critical * spread
        return [
            Estimate(float(value), float(value - by), float(value + by))
            for value, by in zip(values, half, strict=True)
        ]

    @cached_property
    def _critical(self) -> float:
        return float(t.ppf(1 - ALPHA / 2, self.quality.free))


def fit(
    mixtures: Sequence[Mapping[str, float]],
    responses: Sequence[float],
    order: Order | None = None,
) -> Fit:
    """Fit a model by least squares.

    Args:
        mixtures: the shares of each trial, all of the same sources; shape (trials, sources).
        responses: what each trial gave; shape (trials,).
        order: without it, quadratic where the trials suffice for that, else linear.

    Raises:
        UserError: the trials do not suffice to tell the terms apart.
    """
    sources = tuple(mixtures[0]) if mixtures else ()
    if order is None:
        order = "quadratic" if _suffice(mixtures, sources, "quadratic") else "linear"
    if not _suffice(mixtures, sources, order):
        raise UserError(
            f"{len(mixtures)} trials of {len(_groups(mixtures, responses))} mixtures do not "
            f"suffice for a {order} model of {len(sources)} sources, which has "
            f"{len(_names(sources, order))} terms; try more mixtures"
        )
    y = np.asarray(responses, dtype=float)
    result = sm.OLS(y, _matrix(mixtures, sources, order)).fit()
    bounds = result.conf_int(alpha=ALPHA)
    terms = {
        name: Estimate(float(value), float(low), float(high))
        for name, value, (low, high) in zip(
            _names(sources, order), result.params, bounds, strict=True
        )
    }
    return Fit(order, sources, terms, _quality(mixtures, y, result), result)


def p_text(p: float) -> str:
    """Return a p value as it is printed."""
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _suffice(mixtures: Sequence[Mapping[str, float]], sources: Sequence[str], order: Order) -> bool:
    """Whether the terms can be told apart, and their errors estimated."""
    terms = len(_names(sources, order))
    if len(sources) < 2 or len(mixtures) <= terms:
        return False
    return int(np.linalg.matrix_rank(_matrix(mixtures, sources, order))) == terms


def _quality(
    mixtures: Sequence[Mapping[str, float]], y: NDArray[np.float64], result: Any
) -> Quality:
    trials, terms = result.model.exog.shape
    free = trials - terms
    unexplained = float(result.ssr)
    total = float(((y - y.mean()) ** 2).sum())
    leverage = result.get_influence().hat_matrix_diag
    # A trial without which the terms cannot be told apart has no prediction from the others.
    alone = leverage > 1 - 1e-9
    left_out = np.where(alone, np.inf, result.resid / np.where(alone, 1, 1 - leverage))
    by_mean = (y - y.mean()) * trials / (trials - 1)
    return Quality(
        trials=trials,
        mixtures=len(_groups(mixtures, y)),
        free=free,
        rmse=float(np.sqrt(unexplained / free)),
        left_out=float(np.sqrt((left_out**2).mean())),
        left_out_by_mean=float(np.sqrt((by_mean**2).mean())),
        p_over_mean=_p(total - unexplained, terms - 1, unexplained, free),
        p_lack_of_fit=_lack_of_fit(mixtures, y, unexplained, terms),
    )


def _lack_of_fit(
    mixtures: Sequence[Mapping[str, float]],
    y: NDArray[np.float64],
    unexplained: float,
    terms: int,
) -> float | None:
    """Compare what the model leaves unexplained with how far replicates differ."""
    groups = _groups(mixtures, y)
    pure = sum(float(((each - each.mean()) ** 2).sum()) for each in map(np.asarray, groups))
    replicates = len(y) - len(groups)
    if not replicates or len(groups) <= terms:
        return None
    return _p(unexplained - pure, len(groups) - terms, pure, replicates)


def _p(explained: float, by: int, unexplained: float, free: int) -> float:
    """Return the p value of an F test."""
    if unexplained <= 0:
        return 0.0 if explained > 0 else 1.0
    return float(f_distribution.sf(max(0.0, explained) / by / (unexplained / free), by, free))


def _groups(mixtures: Sequence[Mapping[str, float]], y: Sequence[float] | Any) -> list[list[float]]:
    """Return the responses of each mixture."""
    found: defaultdict[tuple[float, ...], list[float]] = defaultdict(list)
    for shares, value in zip(mixtures, y, strict=True):
        found[tuple(round(share, DIGITS - 1) for share in shares.values())].append(float(value))
    return list(found.values())


def _matrix(
    mixtures: Sequence[Mapping[str, float]], sources: Sequence[str], order: Order
) -> NDArray[np.float64]:
    """Return the model's terms at each mixture; shape (mixtures, terms)."""
    x = np.array([[shares[name] for name in sources] for shares in mixtures], dtype=float)
    if order == "linear":
        return x
    pairs = [x[:, i] * x[:, j] for i, j in combinations(range(len(sources)), 2)]
    return np.column_stack([x, *pairs])


def _names(sources: Sequence[str], order: Order) -> list[str]:
    pairs = [f"{one}*{other}" for one, other in combinations(sources, 2)]
    return [*sources, *(pairs if order == "quadratic" else [])]
