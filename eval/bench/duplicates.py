"""Programs that are nearly the same, which inflate a benchmark and leak between its splits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from datasketch import MinHash, MinHashLSH

SHINGLE = 5
PERMUTATIONS = 128
THRESHOLD = 0.7
# Candidates are gathered below the threshold, since MinHash only estimates; they are then compared
# exactly.
GATHERED_FROM = 0.5
TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Pair:
    """Two programs and their Jaccard similarity over shingles of tokens."""

    first: str
    second: str
    similarity: float


def near_duplicates(codes: Mapping[str, str], threshold: float = THRESHOLD) -> list[Pair]:
    """Return every pair of programs at least as similar as `threshold`, the most similar first.

    Similarity is the Jaccard index of the sets of 5-token shingles; comments count as tokens.
    Candidates come from MinHash (Broder, 1997), so a pair may be missed, but none is made up.
    """
    known, pairs = Known(), []
    for name, code in codes.items():
        pairs += known.similar(name, code, threshold)
        known.add(name, code)
    return _sorted(pairs)


def copies(
    codes: Mapping[str, str], originals: Mapping[str, str], threshold: float = THRESHOLD
) -> list[Pair]:
    """Return the pairs of an original and a program that is at least so similar to it.

    `Pair.first` is the original. As for `near_duplicates`, a pair may be missed.
    """
    known, pairs = Known(), []
    for name, code in originals.items():
        known.add(name, code)
    for name, code in codes.items():
        pairs += known.similar(name, code, threshold)
    return _sorted(pairs)


def clusters(names: Sequence[str], pairs: Sequence[Pair]) -> int:
    """Return how many groups remain when near-duplicates, and theirs, are put together."""
    group = {name: name for name in names}

    def root(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    for pair in pairs:
        group[root(pair.second)] = root(pair.first)
    return sum(group[name] == name for name in names)


@dataclass
class Known:
    """Programs in which similar ones are looked up."""

    _shingles: dict[str, set[str]] = field(default_factory=dict)
    _index: MinHashLSH = field(
        default_factory=lambda: MinHashLSH(threshold=GATHERED_FROM, num_perm=PERMUTATIONS)
    )

    def add(self, name: str, code: str) -> None:
        self._shingles[name] = _shingles(code)
        self._index.insert(name, _sketch(self._shingles[name]))

    def similar(self, name: str, code: str, threshold: float = THRESHOLD) -> list[Pair]:
        """Return the known programs that are at least so similar to one; `Pair.first` is known."""
        shingles = _shingles(code)
        found = map(str, self._index.query(_sketch(shingles)))
        pairs = [Pair(other, name, _jaccard(self._shingles[other], shingles)) for other in found]
        return [pair for pair in pairs if pair.similarity >= threshold]


def _sketch(shingles: set[str]) -> MinHash:
    sketch = MinHash(num_perm=PERMUTATIONS)
    sketch.update_batch([shingle.encode() for shingle in shingles])
    return sketch


def _sorted(pairs: list[Pair]) -> list[Pair]:
    return sorted(pairs, key=lambda pair: (-pair.similarity, pair.first, pair.second))


def _shingles(code: str) -> set[str]:
    tokens = TOKEN.findall(code)
    last = max(1, len(tokens) - SHINGLE + 1)
    return {" ".join(tokens[at : at + SHINGLE]) for at in range(last)}


def _jaccard(first: set[str], second: set[str]) -> float:
    return len(first & second) / len(first | second)
