"""Programs that are nearly the same, which inflate a benchmark and leak between its splits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    shingles = {name: _shingles(code) for name, code in codes.items()}
    index = MinHashLSH(threshold=GATHERED_FROM, num_perm=PERMUTATIONS)
    pairs = []
    for name, parts in shingles.items():
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([part.encode() for part in parts])
        for other in index.query(sketch):
            similarity = _jaccard(shingles[str(other)], parts)
            if similarity >= threshold:
                pairs.append(Pair(str(other), name, similarity))
        index.insert(name, sketch)
    return sorted(pairs, key=lambda pair: (-pair.similarity, pair.first, pair.second))


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


def _shingles(code: str) -> set[str]:
    tokens = TOKEN.findall(code)
    last = max(1, len(tokens) - SHINGLE + 1)
    return {" ".join(tokens[at : at + SHINGLE]) for at in range(last)}


def _jaccard(first: set[str], second: set[str]) -> float:
    return len(first & second) / len(first | second)
