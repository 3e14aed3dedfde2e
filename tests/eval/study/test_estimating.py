"""Simulated studies of a population in which what people would say is known."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.agreement.agreement import METRICS
from eval.metrics import confusion
from eval.study import estimating, sampling
from eval.study.estimating import Cell

STUDIES = 1000
PROGRAMS = 1500
WANTED = ("consistency", "diff", "false_negative_rate", "false_positive_rate")
Flags = NDArray[np.bool_]


def population(seed: int) -> tuple[NDArray[np.int64], Flags, Flags, Flags]:
    """Return weaknesses, what people would say, and what two judges say, of every program."""
    rng = np.random.default_rng(seed)
    cwe = np.sort(rng.integers(0, 18, PROGRAMS))
    vulnerable = rng.random(PROGRAMS) < np.clip(rng.beta(2, 3, 18), 0.05, 0.95)[cwe]
    judge, other = (
        np.where(rng.random(PROGRAMS) < wrong, ~vulnerable, vulnerable) for wrong in (0.15, 0.2)
    )
    return cwe, vulnerable, judge, other


def studies(seed: int) -> Iterator[dict[str, estimating.Estimate]]:
    """Draw a sample of 120, disagreements thrice as likely, again and again."""
    cwe, vulnerable, judge, other = population(seed)
    for study in range(STUDIES):
        order = np.lexsort((np.random.default_rng(study).random(PROGRAMS), cwe))
        strata = {
            name: order[(judge != other)[order] == differ]
            for name, differ in (("agree", False), ("disagree", True))
        }
        sizes = {name: len(of) for name, of in strata.items()}
        drawn = sampling.draw(sizes, 120, {"disagree": 3.0}, study)
        cells = {}
        for name, of in strata.items():
            seen = of[list(drawn[name].places)]
            for column in (0, 1):
                mine = seen[judge[seen] == column]
                size = int((judge[of] == column).sum())
                cells[name, column] = Cell(size, len(mine), int(vulnerable[mine].sum()))
        yield estimating.estimates(cells, {name: METRICS[name] for name in WANTED}, study)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1])
def test_estimates_are_unbiased_and_intervals_hold_the_truth(seed: int) -> None:
    _, vulnerable, judge, _ = population(seed)
    matrix = confusion.matrix(vulnerable.astype(int).tolist(), judge.astype(int).tolist(), 2)
    made = list(studies(seed))
    for name in WANTED:
        truth = float(METRICS[name](matrix[None])[0])
        values = np.array([study[name].value for study in made])
        error = values.std(ddof=1) / STUDIES**0.5
        # A ratio's bias is small against its spread, and not nothing.
        assert abs(values.mean() - truth) < 3 * error + 0.05 * values.std(), name
        covered = np.mean([study[name].low <= truth <= study[name].high for study in made])
        assert 0.93 <= covered <= 0.97, name


def test_where_everything_was_seen_nothing_is_uncertain() -> None:
    cells = {("a", 0): Cell(10, 10, 2), ("a", 1): Cell(5, 5, 4), ("b", 2): Cell(5, 5, 5)}
    found = estimating.estimates(cells, METRICS)
    assert found["consistency"].value == pytest.approx(12 / 20)
    assert found["false_negative_rate"].value == pytest.approx(2 / 11)
    assert all(one.low == pytest.approx(one.high) for one in found.values())


def test_a_few_that_came_out_alike_make_nothing_certain() -> None:
    found = estimating.estimates({("a", 0): Cell(100, 4, 0), ("a", 1): Cell(100, 4, 4)}, METRICS)
    assert found["consistency"].value == 1
    assert 0.5 < found["consistency"].low < 0.9


def test_a_cell_that_nobody_saw_is_taken_for_its_like_and_widens_the_interval() -> None:
    seen = {("a", 0): Cell(50, 25, 5), ("a", 1): Cell(50, 25, 20)}
    metrics = {"consistency": METRICS["consistency"]}
    both = estimating.estimates(seen | {("b", 0): Cell(50, 0, 0)}, metrics)["consistency"]
    alone = estimating.estimates(seen, metrics)["consistency"]
    assert both.value == pytest.approx(0.8)
    assert both.high - both.low > 1.5 * (alone.high - alone.low)
    with pytest.raises(ValueError, match="judged none"):
        estimating.estimates({("a", 0): Cell(5, 0, 0)}, metrics)
