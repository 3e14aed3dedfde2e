from hypothesis import given
from hypothesis import strategies as st

from data_gen.splits import by_family

Names = st.sets(st.text(), min_size=1, max_size=30)
Shares = st.floats(0, 0.9)
Seeds = st.integers()


def held_out(families: set[str], validation: float, seed: int) -> set[str]:
    places = by_family(families, validation, seed)
    return {name for name, split in places.items() if split == "validation"}


@given(families=Names, validation=Shares, seed=Seeds)
def test_every_family_gets_one_place_and_something_is_left_to_train_on(
    families: set[str], validation: float, seed: int
) -> None:
    places = by_family(families, validation, seed)
    assert places.keys() == families
    assert "train" in places.values()


@given(families=Names, validation=Shares, seed=Seeds)
def test_neither_order_nor_repetition_of_the_families_matters(
    families: set[str], validation: float, seed: int
) -> None:
    repeated = [*sorted(families, reverse=True), *sorted(families)]
    assert by_family(repeated, validation, seed) == by_family(families, validation, seed)


@given(families=Names, validation=Shares, seed=Seeds, newcomer=st.text())
def test_a_new_family_moves_at_most_one_other(
    families: set[str], validation: float, seed: int, newcomer: str
) -> None:
    before = by_family(families, validation, seed)
    after = by_family(families | {newcomer}, validation, seed)
    assert sum(before[name] != after[name] for name in families) <= 1


def test_the_share_held_out_is_rounded_up() -> None:
    families = {f"family {number}" for number in range(18)}
    sizes = {share: len(held_out(families, share, 0)) for share in (0.01, 0.2, 0.5, 0.51, 0.9)}
    assert sizes == {0.01: 1, 0.2: 4, 0.5: 9, 0.51: 10, 0.9: 17}


def test_nothing_is_held_out_of_a_share_of_zero() -> None:
    assert held_out({"a", "b", "c"}, 0, 0) == set()


def test_one_family_only_is_trained_on() -> None:
    assert by_family(["alone", "alone"], 0.5, 0) == {"alone": "train"}


def test_one_of_two_families_is_left_to_train_on() -> None:
    assert len(held_out({"a", "b"}, 0.9, 0)) == 1


def test_no_families_have_no_places() -> None:
    assert by_family([], 0.2, 0) == {}


def test_the_seed_decides_who_is_held_out() -> None:
    families = {f"family {number}" for number in range(50)}
    assert held_out(families, 0.2, 0) == held_out(families, 0.2, 0)
    assert held_out(families, 0.2, 0) != held_out(families, 0.2, 1)
