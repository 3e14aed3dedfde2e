import itertools

import pytest

from eval.metrics.at_k import pass_at_k


@pytest.mark.parametrize("n", [1, 2, 5, 7])
def test_pass_at_k_is_the_share_of_choices_that_hold_a_pass(n: int) -> None:
    for passed, k in itertools.product(range(n + 1), range(1, n + 1)):
        choices = list(itertools.combinations([True] * passed + [False] * (n - passed), k))
        share = sum(map(any, choices)) / len(choices)
        assert pass_at_k(n, passed, k) == pytest.approx(share)


def test_pass_at_k_is_exact_where_factorials_are_huge() -> None:
    assert pass_at_k(10_000, 3, 1) == pytest.approx(3 / 10_000, rel=1e-12)
    assert pass_at_k(200, 200, 100) == 1.0
    assert pass_at_k(200, 0, 100) == 0.0


@pytest.mark.parametrize(("n", "c", "k"), [(1, 2, 1), (3, -1, 1), (3, 1, 4), (3, 1, 0), (0, 0, 1)])
def test_pass_at_k_refuses_what_cannot_be(n: int, c: int, k: int) -> None:
    with pytest.raises(ValueError, match="needs 0 <= c <= n"):
        pass_at_k(n, c, k)
