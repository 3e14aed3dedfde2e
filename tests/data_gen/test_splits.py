from hypothesis import given
from hypothesis import strategies as st

from data_gen.splits import of_family

FAMILIES = [f"family {number}" for number in range(2000)]


@given(family=st.text(), validation=st.floats(0, 0.9), seed=st.integers())
def test_a_larger_share_holds_out_all_that_a_smaller_one_does(
    family: str, validation: float, seed: int
) -> None:
    if of_family(family, validation, seed) == "validation":
        assert of_family(family, validation + 0.1, seed) == "validation"


def test_the_share_held_out_is_about_what_was_asked_for() -> None:
    for share in (0.1, 0.2, 0.5):
        held = sum(of_family(name, share, 0) == "validation" for name in FAMILIES)
        assert abs(held / len(FAMILIES) - share) < 0.03


def test_nothing_is_held_out_of_a_share_of_zero() -> None:
    assert {of_family(name, 0, 0) for name in FAMILIES} == {"train"}


def test_the_seed_decides_who_is_held_out() -> None:
    first, second = ([of_family(name, 0.5, seed) for name in FAMILIES] for seed in (0, 1))
    assert 0.4 < sum(a == b for a, b in zip(first, second, strict=True)) / len(FAMILIES) < 0.6
