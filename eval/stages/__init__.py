"""The stages of an evaluation run; each adds to its file only what is still missing there."""

import os
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

ANSWER = "answer"
"""The judge of detection and classification: the model's own answer, as parsed."""
UNCHANGED = "unchanged:"
"""Begins the id of a baseline's request: the input handed back as the answer."""
JUDGING = "judging:"
"""Begins the id of a request that tests a judge: a program whose label is proven."""


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Cut a sequence into batches.

    Padding changes a model's arithmetic in the last digits, so a question must meet the same
    neighbours whenever it is asked: batches are cut from the whole list, never from what is left.
    """
    for start in range(0, len(items), size):
        yield items[start : start + size]


def workers() -> int:
    """Return how many programs to run at once."""
    return len(os.sched_getaffinity(0))
