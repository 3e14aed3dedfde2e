import numpy as np
import pytest

from coveval_train.errors import UserError
from eval.ablation import designs, scheffe
from eval.ablation.designs import Minimum, Shares
from eval.ablation.recommending import Floor, recommend

SOURCES = ("sc", "vd", "g")
COEFFICIENTS = {"sc": 0.6, "vd": 0.4, "g": 0.3, "sc*vd": 0.5, "sc*g": 0.2, "vd*g": -0.4}
NOISE = 0.03
TRIALS = designs.design("centroid", SOURCES) * 2


def truth(shares: Shares) -> float:
    value = 0.0
    for term, coefficient in COEFFICIENTS.items():
        product = coefficient
        for name in term.split("*"):
            product *= shares[name]
        value += product
    return value


def measured(rng: np.random.Generator, noise: float = NOISE) -> list[float]:
    return [truth(shares) + noise * rng.standard_normal() for shares in TRIALS]


def test_a_surface_without_noise_is_recovered() -> None:
    found = scheffe.fit(TRIALS, [truth(shares) for shares in TRIALS])
    assert found.order == "quadratic"
    assert {name: round(each.value, 9) for name, each in found.terms.items()} == COEFFICIENTS
    assert found.quality.rmse == pytest.approx(0, abs=1e-9)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Of 500 experiments; coefficients, mean responses and differences, at 95 %."""
    rng = np.random.default_rng(0)
    points = designs.design("lattice", SOURCES, degree=4)
    even = dict.fromkeys(SOURCES, 1 / 3)
    held = {"terms": [], "means": [], "gaps": []}
    for _ in range(500):
        found = scheffe.fit(TRIALS, measured(rng))
        held["terms"] += [
            each.low <= COEFFICIENTS[name] <= each.high for name, each in found.terms.items()
        ]
        for shares, at in zip(points, found.at(points), strict=True):
            held["means"].append(at.low <= truth(shares) <= at.high)
        for shares, gap in zip(points, found.gaps(even, points), strict=True):
            held["gaps"].append(gap.low <= truth(even) - truth(shares) <= gap.high)
    for name, of in held.items():
        assert 0.93 <= np.mean(of) <= 0.97, name


def test_where_mixtures_make_no_difference_nothing_is_recommended() -> None:
    """But for one experiment in twenty, at most, that chance makes look like a difference."""
    rng = np.random.default_rng(1)
    recommended = 0
    for _ in range(500):
        found = scheffe.fit(TRIALS, list(0.5 + NOISE * rng.standard_normal(len(TRIALS))))
        recommended += recommend("security", {"security": found}).shares is not None
    assert recommended <= 0.08 * 500


def test_the_best_mixture_is_among_those_that_are_as_good() -> None:
    rng = np.random.default_rng(2)
    grid = designs.design("lattice", SOURCES, degree=20)
    best = max(grid, key=truth)
    inside = 0
    for _ in range(200):
        given = recommend("security", {"security": scheffe.fit(TRIALS, measured(rng))})
        assert given.shares is not None
        inside += all(low <= best[name] <= high for name, (low, high) in given.as_good.items())
        assert truth(given.shares) > truth(best) - 0.05
    assert inside >= 0.9 * 200


def test_minima_and_floors_are_kept() -> None:
    rng = np.random.default_rng(3)
    security = scheffe.fit(TRIALS, measured(rng, 0.005))
    useful = [
        0.2 + 0.5 * shares["g"] + noise
        for shares, noise in zip(TRIALS, 0.005 * rng.standard_normal(len(TRIALS)), strict=True)
    ]
    fits = {"security": security, "usability": scheffe.fit(TRIALS, useful)}
    free = recommend("security", fits).shares
    assert free and free["g"] < 0.3
    held = recommend("security", fits, [Minimum(("g",), 0.3)]).shares
    assert held and held["g"] == pytest.approx(0.3)
    floored = recommend("security", fits, floors=[Floor("usability", 0.45)])
    assert floored.shares and floored.shares["g"] >= 0.5
    assert floored.expected["usability"].low >= 0.45
    none = recommend("security", fits, floors=[Floor("usability", 0.9)])
    assert none.shares is None
    assert none.reason == "no mixture is known to keep usability at 0.9"


def test_lack_of_fit_is_seen_where_there_are_replicates() -> None:
    rng = np.random.default_rng(4)
    linear = scheffe.fit(TRIALS, measured(rng), "linear")
    assert linear.quality.p_lack_of_fit is not None and linear.quality.p_lack_of_fit < 0.01
    quadratic = scheffe.fit(TRIALS, measured(rng), "quadratic")
    assert quadratic.quality.p_lack_of_fit is not None and quadratic.quality.p_lack_of_fit > 0.01
    once = TRIALS[: len(TRIALS) // 2]
    assert scheffe.fit(once, measured(rng)[: len(once)]).quality.p_lack_of_fit is None


def test_the_error_at_a_trial_left_out_is_that_of_a_fit_without_it() -> None:
    values = measured(np.random.default_rng(5))
    errors = []
    for index, shares in enumerate(TRIALS):
        others = [*TRIALS[:index], *TRIALS[index + 1 :]], [*values[:index], *values[index + 1 :]]
        errors.append(values[index] - scheffe.fit(*others, "quadratic").at([shares])[0].value)
    found = scheffe.fit(TRIALS, values, "quadratic").quality
    assert found.left_out == pytest.approx(np.sqrt(np.mean(np.square(errors))))


def test_few_trials_allow_a_linear_model_or_none() -> None:
    alone = designs.design("lattice", SOURCES, degree=1)
    assert scheffe.fit(alone * 2, [0.1, 0.2, 0.3] * 2).order == "linear"
    with pytest.raises(UserError, match="3 trials of 3 mixtures do not suffice for a linear model"):
        scheffe.fit(alone, [0.1, 0.2, 0.3])
    with pytest.raises(UserError, match="do not suffice for a quadratic model of 3 sources"):
        scheffe.fit(alone * 4, [0.1, 0.2, 0.3] * 4, "quadratic")
