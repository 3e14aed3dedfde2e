from collections import Counter

import pytest

from coveval_train.errors import UserError
from eval.study import sampling


def test_every_program_has_the_chance_that_its_weight_tells() -> None:
    sizes, favour = {"agree": 47, "disagree": 11}, {"disagree": 3.0}
    seen: Counter[tuple[str, int]] = Counter()
    rounds = 4000
    for seed in range(rounds):
        drawn = sampling.draw(sizes, 12, favour, seed)
        seen.update((name, place) for name, of in drawn.items() for place in of.places)
    weights = {name: of.weight for name, of in sampling.draw(sizes, 12, favour, 0).items()}
    for name, size in sizes.items():
        for place in range(size):
            # Five standard deviations of a share of 4,000.
            assert seen[name, place] / rounds == pytest.approx(1 / weights[name], abs=0.04)


def test_as_many_are_drawn_as_asked_each_once_and_from_all_over() -> None:
    drawn = sampling.draw({"a": 100, "b": 20}, 24, {}, 0)
    assert [len(drawn[name].places) for name in ("a", "b")] == [20, 4]
    assert all(len(set(of.places)) == len(of.places) for of in drawn.values())
    assert {place // 10 for place in drawn["a"].places} == set(range(10))
    assert drawn["a"].weight == drawn["b"].weight == 5


def test_what_is_favoured_is_drawn_more_often_as_far_as_it_goes() -> None:
    drawn = sampling.draw({"agree": 100, "disagree": 20}, 32, {"disagree": 3.0}, 0)
    assert [len(of.places) for of in drawn.values()] == [20, 12]
    assert (
        len(
            sampling.draw({"agree": 100, "disagree": 4}, 60, {"disagree": 99}, 0)["disagree"].places
        )
        == 4
    )
    whole = sampling.draw({"a": 3, "b": 2}, 5, {}, 0)
    assert whole["a"].places == (0, 1, 2) and whole["b"].weight == 1


def test_a_small_stratum_is_not_left_out() -> None:
    assert len(sampling.draw({"a": 1000, "b": 3}, 10, {}, 0)["b"].places) == sampling.FEWEST


def test_too_many_and_too_few_are_refused() -> None:
    with pytest.raises(UserError, match="121 are to be drawn of 120 programs"):
        sampling.draw({"a": 100, "b": 20}, 121, {}, 0)
    with pytest.raises(UserError, match="3 are too few for 2 strata"):
        sampling.draw({"a": 100, "b": 20}, 3, {}, 0)
