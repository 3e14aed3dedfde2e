"""Splits by family, never by row."""

import hashlib
import math
from collections.abc import Iterable

from coveval_train.records import Split


def by_family(families: Iterable[str], validation: float, seed: int) -> dict[str, Split]:
    """Assign families to ``train`` or ``validation``.

    Families are ordered by a digest of name and seed, so that adding one moves at most one other.

    Args:
        validation: share of the families to hold out, rounded up; at least one of two is left to
            train on.
    """
    ordered = sorted(set(families), key=lambda name: _digest(f"{seed}:{name}"))
    held_out = min(math.ceil(len(ordered) * validation), len(ordered) - 1)
    return {
        name: "validation" if place < held_out else "train" for place, name in enumerate(ordered)
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
