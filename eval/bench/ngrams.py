"""Stretches of 13 tokens that training data shares with a benchmark.

Overlap of 13-grams is the usual sign of contamination (Brown et al., 2020, appendix C). In programs
many of them tell nothing: two ``#include`` lines are longer. So those that stand in a single family
of the benchmark are counted apart.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from eval.bench.duplicates import TOKEN

N = 13


@dataclass(frozen=True)
class Overlap:
    """What texts share with a benchmark."""

    shared: int
    """Different 13-grams that the benchmark has too."""
    telling: int
    """Those of them that stand in one family of the benchmark only."""
    most_of: str | None
    """The benchmark's item that has the most of the telling ones."""


@dataclass
class NGrams:
    """The 13-grams of a benchmark, and whose they are."""

    _owners: dict[int, tuple[str, str] | None] = field(default_factory=dict)
    """Family and item by the 13-gram's hash; None where several families have it."""

    def add(self, item: str, family: str, code: str) -> None:
        for gram in _grams(code):
            owner = self._owners.setdefault(gram, (family, item))
            if owner is not None and owner[0] != family:
                self._owners[gram] = None

    def overlap(self, texts: Iterable[str]) -> Overlap:
        """Return what the texts together share with the benchmark."""
        grams = {gram for text in texts for gram in _grams(text)} & self._owners.keys()
        owners = Counter(owner[1] for gram in grams if (owner := self._owners[gram]))
        most = min(owners, key=lambda item: (-owners[item], item), default=None)
        return Overlap(len(grams), owners.total(), most)


def _grams(text: str) -> Iterator[int]:
    tokens = TOKEN.findall(text)
    for at in range(len(tokens) - N + 1):
        yield hash(tuple(tokens[at : at + N]))
