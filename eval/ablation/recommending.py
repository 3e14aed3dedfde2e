"""Which mixture to take, if the trials tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coveval_train.errors import UserError
from eval.ablation.designs import Minimum, Shares, design
from eval.ablation.scheffe import Fit
from eval.metrics.bootstrap import Estimate

GRID = 20
"""Mixtures are looked at in steps of 1/GRID of what the minima leave over."""


@dataclass(frozen=True)
class Floor:
    """A response that must not fall below a value."""

    response: str
    value: float


def floor(text: str) -> Floor:
    """Read ``usability=0.1``; raise `UserError` where it is something else."""
    name, equals, value = text.partition("=")
    try:
        return Floor(name, float(value if equals and name else "none"))
    except ValueError:
        raise UserError(f"--floor: '{text}' is not RESPONSE=VALUE") from None


@dataclass(frozen=True)
class Recommendation:
    """A mixture, or why there is none."""

    shares: Shares | None
    reason: str
    """Why there is none; empty where there is one."""
    expected: dict[str, Estimate]
    """Each response's mean at the mixture, as far as its model tells anything."""
    as_good: dict[str, tuple[float, float]]
    """The smallest and the largest share of each source among the mixtures of which the trials
    cannot tell that they are worse."""


def recommend(
    wanted: str,
    fits: Mapping[str, Fit],
    minima: Sequence[Minimum] = (),
    floors: Sequence[Floor] = (),
    highest: bool = True,
) -> Recommendation:
    """Return the mixture at which a response is expected to be highest, or lowest.

    Nothing is recommended where the response's model is no better than its mean, or that of a
    response with a floor is not: then no mixture is known to be better than another. A floor holds
    where the lower end of the response's interval is not below it.

    Args:
        fits: by response.
        minima: shares that the mixture keeps.
        highest: whether more of the response is better.
    """
    unknown = [
        name
        for name in (wanted, *(floor.response for floor in floors))
        if not fits[name].quality.better_than_mean
    ]
    if unknown:
        return _none(
            f"the trials do not tell that mixtures differ in {', '.join(dict.fromkeys(unknown))}"
        )
    candidates = _grid(fits[wanted].sources, minima)
    for floor in floors:
        expected = fits[floor.response].at(candidates)
        candidates = [
            shares for shares, at in zip(candidates, expected, strict=True) if at.low >= floor.value
        ]
        if not candidates:
            return _none(f"no mixture is known to keep {floor.response} at {floor.value:g}")
    values = fits[wanted].at(candidates)
    sign = 1 if highest else -1
    best = candidates[max(range(len(candidates)), key=lambda index: sign * values[index].value)]
    gaps = fits[wanted].gaps(best, candidates)
    equal = [
        shares
        for shares, gap in zip(candidates, gaps, strict=True)
        if (gap.low <= 0 if highest else gap.high >= 0)
    ]
    return Recommendation(
        shares=best,
        reason="",
        expected={
            name: fit.at([best])[0] for name, fit in fits.items() if fit.quality.better_than_mean
        },
        as_good={
            name: (min(each[name] for each in equal), max(each[name] for each in equal))
            for name in best
        },
    )


def _grid(sources: Sequence[str], minima: Sequence[Minimum]) -> list[Shares]:
    alone = [each for each in minima if len(each.sources) == 1]
    points = design("lattice", sources, alone, degree=GRID)
    return [shares for shares in points if all(each.holds(shares) for each in minima)]


def _none(reason: str) -> Recommendation:
    return Recommendation(None, reason, {}, {})
