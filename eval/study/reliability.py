"""How far people agree, beyond what chance would make of their words.

Krippendorff's alpha takes any number of people and gaps; Fleiss' kappa takes the items that all of
them judged; Cohen's is that of each pair. Of all, 1 is agreement and 0 what chance gives.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from eval.metrics import bootstrap
from eval.metrics.bootstrap import Counts, Estimate

Words = Mapping[str, Mapping[str, str]]
"""People's labels, by person and item."""


def alpha(words: Words) -> Estimate | None:
    """Return Krippendorff's alpha for nominal labels, with an interval over items.

    Source: Krippendorff, Content Analysis, 4th edition, section 12.3. None where no item has two
    labels, or all labels are the same, of which nothing is expected.
    """
    counts = _counts(words)
    counts = counts[counts.sum(1) > 1]
    if not len(counts) or np.count_nonzero(counts.sum(0)) < 2:
        return None
    return bootstrap.estimate(_coincidences(counts), _alpha)


def fleiss(words: Words) -> float | None:
    """Return Fleiss' kappa over the items that everybody judged; None where that is undefined."""
    table = _complete(words)
    if len(words) < 2 or len(np.unique(table)) < 2:
        return None
    return float(fleiss_kappa(np.asarray(aggregate_raters(table)[0])))


def cohen(words: Words) -> dict[tuple[str, str], float]:
    """Return Cohen's kappa of each pair of people, where it is defined."""
    found = {}
    for pair in combinations(words, 2):
        table = _complete({name: words[name] for name in pair})
        if len(np.unique(table)) > 1:
            found[pair] = float(cohen_kappa_score(table[:, 0], table[:, 1]))
    return found


def _complete(words: Words) -> NDArray[np.str_]:
    """Return labels of the items that everybody judged, shape (items, people)."""
    shared = set.intersection(*(set(said) for said in words.values()))
    rows = [[said[item] for said in words.values()] for item in sorted(shared)]
    return np.array(rows, dtype=str).reshape(len(rows), len(words))


def _counts(words: Words) -> Counts:
    """Return how many people gave each label, shape (items, labels)."""
    labels = sorted({label for said in words.values() for label in said.values()})
    items = sorted({item for said in words.values() for item in said})
    counts = np.zeros((len(items), len(labels)))
    for said in words.values():
        for item, label in said.items():
            counts[items.index(item), labels.index(label)] += 1
    return counts


def _coincidences(counts: Counts) -> Counts:
    """Return each item's pairs of labels, shape (items, labels, labels)."""
    people = counts.sum(1)
    pairs = counts[:, :, None] * counts[:, None, :]
    pairs -= counts[:, :, None] * np.eye(counts.shape[1])
    return pairs / (people - 1)[:, None, None]


def _alpha(sums: Counts) -> Counts:
    """Return alpha of summed pairs of labels, shape (..., labels, labels)."""
    labels = sums.sum(-1)
    total = labels.sum(-1)
    observed = total - np.trace(sums, axis1=-2, axis2=-1)
    expected = (total**2 - (labels**2).sum(-1)) / (total - 1)
    return 1 - np.divide(observed, expected, out=np.zeros_like(total), where=expected > 0)


def undecided(labels: Sequence[str]) -> float:
    """Return how far an item's labels are from one mind: the share that is not the commonest."""
    return 1 - max(labels.count(one) for one in labels) / len(labels)
