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
