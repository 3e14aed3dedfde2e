"""Cuts questions into batches that fill memory evenly and share what they have in common."""

from collections.abc import Sequence

BUDGET = 32_768
"""Tokens in memory at once where nothing else is said: 1.5 GB of keys and values for
SmolLM2-135M in float32, 4.3 GB for Llama-3-8B in bfloat16, as their shapes give it."""


def cut(costs: Sequence[int], budget: int) -> list[list[int]]:
    """Cut items into batches of similar cost, the costliest first, and return their indices.

    A batch is as wide as its costliest item, so it takes its number of items times that; this
    product stays within the budget unless one item alone exceeds it. The costliest come first, so
    that what does not fit in memory fails at once and not at the end.

    Padding changes a model's arithmetic in the last digits, so a question must meet the same
    neighbours whenever it is asked: cut the whole list, never what is left of it.
    """
    order = sorted(range(len(costs)), key=lambda index: (-costs[index], index))
    batches: list[list[int]] = []
    for index in order:
        widest = costs[batches[-1][0]] if batches else 0
        if batches and widest * (len(batches[-1]) + 1) <= budget:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches


def alike(lengths: Sequence[int], spare: int, most: int) -> list[list[int]]:
    """Part rows, the longest first, so that padding costs each part no more than `spare` tokens.

    Args:
        most: tokens of a part, padding included, unless one row alone has more.

    Returns:
        Indices of the rows of each part, in their order.
    """
    order = sorted(range(len(lengths)), key=lambda index: (-lengths[index], index))
    parts: list[list[int]] = []
    wasted = 0
    for index in order:
        wasted += lengths[parts[-1][0]] - lengths[index] if parts else 0
        full = parts and lengths[parts[-1][0]] * (len(parts[-1]) + 1) > most
        if not parts or wasted > spare or full:
            parts.append([])
            wasted = 0
        parts[-1].append(index)
    return [sorted(part) for part in parts]


def shared_prefix(rows: Sequence[list[int]]) -> int:
    """Return how many leading tokens all rows have in common, leaving each at least one."""
    first, last = min(rows), max(rows)
    limit = min(map(len, rows)) - 1
    return next(
        (at for at in range(limit) if first[at] != last[at]),
        limit,
    )
