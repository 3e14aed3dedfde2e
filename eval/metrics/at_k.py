"""The chance of a hit among several answers."""

from math import comb


def pass_at_k(n: int, c: int, k: int) -> float:
    """Estimate the probability that one of `k` answers is a hit (Chen et al., 2021, equation 1).

    The estimate is unbiased: the share of all choices of `k` from `n` answers that hold one of the
    `c` hits.

    Args:
        n: answers to the question.
        c: those of them that are hits.
        k: answers that a user would look at; at least 1 and at most `n`.
    """
    if not 0 <= c <= n or not 1 <= k <= n:
        raise ValueError(f"pass@{k} of {c} hits in {n} answers: needs 0 <= c <= n, 1 <= k <= n")
    return 1 - comb(n - c, k) / comb(n, k)
