import numpy as np
import pytest
from numpy.typing import NDArray

from eval.metrics import bootstrap, confusion
from eval.metrics.bootstrap import Estimate

FAMILIES = 20
ITEMS = 10


def correlated_hits() -> NDArray[np.float64]:
    """Families whose items all share one fate; every other family is a hit."""
    return np.tile([0.0, float(ITEMS)], FAMILIES // 2)


def rate(hits: NDArray[np.float64], totals: NDArray[np.float64]) -> Estimate:
    return bootstrap.estimate(np.stack([hits, totals], -1), bootstrap.Rate(0))


def width(estimate: Estimate) -> float:
    return estimate.high - estimate.low


def test_the_same_counts_give_the_same_interval() -> None:
    totals = np.full(FAMILIES, float(ITEMS))
    first = rate(correlated_hits(), totals)
    assert rate(correlated_hits(), totals) == first


def test_the_global_random_state_has_no_influence() -> None:
    totals = np.full(FAMILIES, float(ITEMS))
    before = rate(correlated_hits(), totals)
    np.random.seed(1)
    np.random.rand(7)
    assert rate(correlated_hits(), totals) == before


def test_families_that_share_a_fate_widen_the_interval() -> None:
    hits = correlated_hits()
    by_family = rate(hits, np.full(FAMILIES, float(ITEMS)))
    by_item = rate(np.repeat(hits / ITEMS, ITEMS), np.ones(FAMILIES * ITEMS))
    assert by_family.value == by_item.value == 0.5
    # The standard error grows with the square root of the number of items in a family.
    assert width(by_family) / width(by_item) == pytest.approx(np.sqrt(ITEMS), rel=0.15)


def test_large_families_weigh_more() -> None:
    estimate = rate(np.array([9.0, 0.0]), np.array([9.0, 1.0]))
    assert estimate.value == 0.9


def test_the_interval_holds_the_value() -> None:
    rng = np.random.default_rng(0)
    totals = rng.integers(1, 8, FAMILIES).astype(float)
    estimate = rate(rng.binomial(totals.astype(int), 0.6).astype(float), totals)
    assert 0 < estimate.low < estimate.value < estimate.high < 1


def test_no_hit_in_18_families_has_the_exact_upper_bound() -> None:
    estimate = rate(np.zeros(18), np.ones(18))
    assert (estimate.value, estimate.low) == (0, 0)
    assert estimate.high == pytest.approx(0.185, abs=5e-4)
    assert estimate.high == pytest.approx(1 - 0.025 ** (1 / 18))


def test_nothing_but_hits_is_the_mirror_image_of_none() -> None:
    none, every = (rate(np.full(18, hits), np.full(18, 4.0)) for hits in (0.0, 4.0))
    assert (every.value, every.high) == (1, 1)
    assert every.low == pytest.approx(1 - none.high)


def test_unanimous_rates_count_families_and_not_items() -> None:
    many, few = (rate(np.zeros(18), np.full(18, items)) for items in (50.0, 1.0))
    assert many == few


def test_one_family_that_differs_is_resampled() -> None:
    hits = np.zeros(18)
    hits[0] = 1
    estimate = rate(hits, np.ones(18))
    assert estimate.value == pytest.approx(1 / 18)
    assert 0 <= estimate.low < estimate.value < estimate.high < 0.25


def test_estimate_takes_a_metric_of_confusion_matrices() -> None:
    rng = np.random.default_rng(3)
    counts = rng.integers(0, 5, (FAMILIES, 2, 3)).astype(float)
    estimate = bootstrap.estimate(counts, confusion.balanced_accuracy)
    assert estimate.value == pytest.approx(float(confusion.balanced_accuracy(counts.sum(0))))
    assert estimate.low < estimate.value < estimate.high


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(200):
        chances = rng.beta(3, 2, size=40)  # mean 0.6
        hits = rng.binomial(ITEMS, chances).astype(float)
        estimate = rate(hits, np.full(40, float(ITEMS)))
        covered += estimate.low <= 0.6 <= estimate.high
    assert 180 <= covered <= 199


def paired(chance: float, lift: float, rng: np.random.Generator) -> bootstrap.Difference:
    """The difference of two runs on families that are hard or easy for both."""
    ease = np.clip(rng.beta(3, 2, 54) + chance - 0.6, 0, 1)
    totals = np.full(54, 4.0)
    runs = [
        np.stack([rng.binomial(4, np.clip(ease + add, 0, 1)).astype(float), totals], -1)
        for add in (0.0, lift)
    ]
    return bootstrap.difference(*runs, bootstrap.Rate(0))


def test_equal_runs_differ_about_as_often_as_the_level_says() -> None:
    rng = np.random.default_rng(5)
    assert 2 <= sum(paired(0.5, 0, rng).p < 0.05 for _ in range(200)) <= 22


def test_the_detectable_difference_is_found_about_four_times_in_five() -> None:
    rng = np.random.default_rng(6)
    detectable = [found for _ in range(50) if (found := paired(0.5, 0.1, rng).detectable)]
    lift = float(np.median(detectable))
    assert 0.7 <= sum(paired(0.5, lift, rng).p < 0.05 for _ in range(200)) / 200 <= 0.9


def test_a_difference_and_its_mirror_image_are_alike() -> None:
    rng = np.random.default_rng(7)
    first, second = (
        np.stack([rng.integers(0, 5, 20).astype(float), np.full(20, 4.0)], -1) for _ in range(2)
    )
    there = bootstrap.difference(first, second, bootstrap.Rate(0))
    back = bootstrap.difference(second, first, bootstrap.Rate(0))
    assert (there.value, there.low, there.high) == pytest.approx(
        (-back.value, -back.high, -back.low)
    )
    assert there.p == back.p


def test_runs_that_never_differ_have_no_detectable_difference() -> None:
    counts = np.stack([np.arange(10.0) % 2, np.ones(10)], -1)
    found = bootstrap.difference(counts, counts, bootstrap.Rate(0))
    assert (found.value, found.p, found.detectable) == (0, 1, None)


@pytest.mark.parametrize("better", [1, 2, 6, 10])
def test_p_is_that_of_the_sign_test_where_families_count_alike(better: int) -> None:
    """Of families with an item each, some better and none worse: all signs alike, 2 / 2^n."""
    first = np.stack([np.zeros(FAMILIES), np.ones(FAMILIES)], -1)
    second = first.copy()
    second[:better, 0] = 1
    found = bootstrap.difference(first, second, bootstrap.Rate(0))
    assert found.p == pytest.approx(2 / 2**better, abs=0.02)


def test_one_family_that_differs_establishes_nothing() -> None:
    first = np.stack([np.full(FAMILIES, 2.0), np.full(FAMILIES, 2.0)], -1)
    second = first.copy()
    first[3, 0] = 1
    assert bootstrap.difference(first, second, bootstrap.Rate(0)).p == 1


def test_without_a_difference_p_is_small_as_rarely_as_it_should() -> None:
    rng = np.random.default_rng(0)
    small = 0
    for _ in range(300):
        ease = rng.uniform(0, 1, FAMILIES)
        runs = [
            np.stack([rng.binomial(ITEMS, ease), np.full(FAMILIES, ITEMS)], -1).astype(float)
            for _ in range(2)
        ]
        small += bootstrap.difference(*runs, bootstrap.Rate(0)).p <= 0.05
    assert small / 300 < 0.08
