"""Splits by family, never by row."""

import hashlib

from coveval_train.records import Split


def of_family(family: str, validation: float, seed: int) -> Split:
    """Return ``train`` or ``validation``, which depends on nothing but the arguments.

    So a family is on one side in every data set that is built with the same seed, and data sets
    can be mixed.

    Args:
        validation: share of all conceivable families that is held out.
    """
    digest = hashlib.sha256(f"{seed}:{family}".encode()).digest()
    return "validation" if int.from_bytes(digest) < validation * 2**256 else "train"
