from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from coveval_train.llm import batching

costs = st.lists(st.integers(1, 50), max_size=40)


@given(costs, st.integers(1, 200))
def test_every_item_is_in_one_batch_within_the_budget(costs: list[int], budget: int) -> None:
    batches = batching.cut(costs, budget)
    assert sorted(index for batch in batches for index in batch) == list(range(len(costs)))
    for batch in batches:
        widest = max(costs[index] for index in batch)
        assert widest * len(batch) <= budget or len(batch) == 1


@given(costs, st.integers(1, 200))
def test_the_costliest_come_first(costs: list[int], budget: int) -> None:
    order = [costs[index] for batch in batching.cut(costs, budget) for index in batch]
    assert order == sorted(costs, reverse=True)


def test_a_batch_is_filled_before_the_next_begins() -> None:
    assert batching.cut([5, 1, 5, 4, 1], 10) == [[0, 2], [3, 1], [4]]


@given(st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=9), min_size=1, max_size=6))
def test_the_shared_prefix_is_the_longest_that_leaves_a_token(rows: list[list[int]]) -> None:
    shared = batching.shared_prefix(rows)
    assert all(row[:shared] == rows[0][:shared] and len(row) > shared for row in rows)
    assert any(len(row) == shared + 1 or row[: shared + 1] != rows[0][: shared + 1] for row in rows)


@given(costs, st.integers(0, 100), st.integers(1, 200))
def test_a_part_holds_no_more_than_it_may(lengths: list[int], spare: int, most: int) -> None:
    parts = batching.alike(lengths, spare, most)
    assert sorted(index for part in parts for index in part) == list(range(len(lengths)))
    for part in parts:
        assert part == sorted(part)
        longest = max(lengths[index] for index in part)
        assert sum(longest - lengths[index] for index in part) <= spare
        assert longest * len(part) <= most or len(part) == 1
    # With the next row, each part would have cost more.
    for part, following in pairwise(parts):
        longest = max(lengths[index] for index in part)
        further = max(lengths[index] for index in following)
        wasted = sum(longest - lengths[index] for index in part)
        assert wasted + longest - further > spare or longest * (len(part) + 1) > most
