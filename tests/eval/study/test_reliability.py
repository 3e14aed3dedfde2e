"""Agreement among people, beside what others' libraries make of the same words."""

import random
from collections.abc import Mapping

import krippendorff
import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from eval.study import reliability

LABELS = ("secure", "vulnerable", "cannot tell")


def words(people: int, items: int, agreeing: float, gaps: float, seed: int) -> reliability.Words:
    """Return labels of people who say the truth so often, and skip so many items."""
    rng = random.Random(seed)
    truth = [rng.choice(LABELS) for _ in range(items)]
    return {
        f"person{person}": {
            f"item{item}": truth[item] if rng.random() < agreeing else rng.choice(LABELS)
            for item in range(items)
            if rng.random() >= gaps
        }
        for person in range(people)
    }


def by_library(said: reliability.Words) -> float:
    items = sorted({item for of in said.values() for item in of})
    codes = [
        [LABELS.index(of[item]) if item in of else np.nan for item in items] for of in said.values()
    ]
    return float(krippendorff.alpha(np.array(codes, float), level_of_measurement="nominal"))


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_that_of_the_library_with_gaps_too(seed: int) -> None:
    said = words(people=3 + seed % 2, items=40, agreeing=0.3 * seed / 2, gaps=0.2, seed=seed)
    found = reliability.alpha(said)
    assert found
    assert found.value == pytest.approx(by_library(said))
    assert found.low < found.value < found.high


def test_alpha_of_krippendorffs_own_example() -> None:
    """Content Analysis, 4th edition, section 12.3.3: four observers, twelve units, gaps; 0.743."""
    rows = ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .",
            "1 2 3 3 2 4 4 1 2 5 1 ."]  # fmt: skip
    said = {
        str(person): {str(unit): value for unit, value in enumerate(row.split()) if value != "."}
        for person, row in enumerate(rows)
    }
    found = reliability.alpha(said)
    assert found and found.value == pytest.approx(0.743, abs=5e-4)


def test_fleiss_example() -> None:
    """Fleiss, 1971, as worked out for 10 items, 14 raters and 5 categories: 0.210."""
    table = """
        0 0 0 0 14 / 0 2 6 4 2 / 0 0 3 5 6 / 0 3 9 2 0 / 2 2 8 1 1
        7 7 0 0 0 / 3 2 6 3 0 / 2 5 3 2 2 / 6 5 2 1 0 / 0 2 2 3 7
    """
    said: dict[str, dict[str, str]] = {str(person): {} for person in range(14)}
    for item, counts in enumerate(table.strip().replace("\n", "/").split("/")):
        labels = [str(at) for at, count in enumerate(counts.split()) for _ in range(int(count))]
        for person, label in enumerate(labels):
            said[str(person)][str(item)] = label
    assert reliability.fleiss(said) == pytest.approx(0.210, abs=5e-4)


def test_cohens_kappa_of_each_pair_on_what_both_judged() -> None:
    said = words(people=3, items=60, agreeing=0.6, gaps=0.1, seed=1)
    found = reliability.cohen(said)
    assert len(found) == 3
    for (one, other), value in found.items():
        assert value == pytest.approx(two(said[one], said[other]))


def two(first: Mapping[str, str], second: Mapping[str, str]) -> float:
    table = np.zeros((3, 3))
    for item in first.keys() & second.keys():
        table[LABELS.index(first[item]), LABELS.index(second[item])] += 1
    return float(cohens_kappa(table)["kappa"])


def test_where_nothing_can_be_said_there_is_none() -> None:
    alike = {"a": {"x": "secure", "y": "secure"}, "b": {"x": "secure", "y": "secure"}}
    assert reliability.alpha(alike) is None
    assert reliability.fleiss(alike) is None
    assert reliability.cohen(alike) == {}
    apart = {"a": {"x": "secure"}, "b": {"y": "vulnerable"}}
    assert reliability.alpha(apart) is None
    assert reliability.fleiss(apart) is None
    assert reliability.fleiss({"a": {"x": "secure"}}) is None
