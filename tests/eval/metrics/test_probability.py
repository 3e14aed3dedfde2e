import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from eval.metrics import bootstrap, probability

scored = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), st.booleans(), st.integers(1, 4)),
    min_size=2,
    max_size=30,
).filter(lambda rows: len({positive for _, positive, _ in rows}) == 2)


@given(scored)
def test_auc_is_that_of_scikit_learn(rows: list[tuple[float, bool, int]]) -> None:
    scores, positive, weights = (np.array(column) for column in zip(*rows, strict=True))
    found = probability.roc_auc(scores, positive, weights[None].astype(float))
    assert found[0] == pytest.approx(roc_auc_score(positive, scores, sample_weight=weights))


def test_auc_of_one_class_is_a_coin() -> None:
    found = probability.roc_auc(np.array([0.1, 0.9]), np.array([True, True]), np.ones((1, 2)))
    assert found.tolist() == [0.5]


def test_calibration_error_is_the_weighted_gap_of_the_bins() -> None:
    scores = np.array([0.05, 0.05, 0.95, 0.95, 0.95, 1.0])
    positive = np.array([False, True, True, True, True, True])
    sums = probability.bin_counts(scores, positive).sum(0)
    # Bin 0: |0.05 - 0.5| for 2 items; bin 9: |0.9625 - 1| for 4.
    assert float(probability.expected_calibration_error(sums)) == pytest.approx(
        (2 * 0.45 + 4 * 0.0375) / 6
    )
    first, last = probability.reliability(sums)
    assert (first.low, first.n, first.share_positive) == (0, 2, 0.5)
    assert (last.high, last.n, last.mean_probability) == (1, 4, pytest.approx(0.9625))


def test_probabilities_that_mean_what_they_say_have_little_error() -> None:
    rng = np.random.default_rng(0)
    scores = rng.random(20_000)
    positive = rng.random(20_000) < scores
    sums = probability.bin_counts(scores, positive).sum(0)
    assert float(probability.expected_calibration_error(sums)) < 0.02


def test_the_interval_of_a_rank_statistic_respects_families() -> None:
    rng = np.random.default_rng(1)
    scores, positive = rng.random(40), rng.random(40) < 0.5

    def auc(weights: np.ndarray) -> np.ndarray:
        return probability.roc_auc(np.tile(scores, 5), np.tile(positive, 5), weights)

    alone = tuple(map(str, range(200)))
    shared = tuple(str(index % 40) for index in range(200))
    by_item, by_family = (bootstrap.estimate_weighted(names, auc) for names in (alone, shared))
    assert by_item.value == by_family.value
    assert by_family.high - by_family.low > 1.8 * (by_item.high - by_item.low)
