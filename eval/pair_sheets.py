"""Verdicts on pairs: a vulnerable program and its fix, which are nearly the same text.

A judge that goes by what a program looks like says the same of both. PrimeVul's pair-wise outcomes
(Ding et al., ICSE 2025, which calls them P-C, P-V, P-B and P-R) show that, where an F1 does not.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from coveval_train.records import Label, Outcome, Request, Verdict
from eval.metrics.bootstrap import Counts, Rate
from eval.sheets import Given, Sheet, complete

PAIRS = " pairs"
"""Ends the name of a task whose items are pairs."""
OUTCOMES = ("pair_correct", "pair_vulnerable", "pair_benign", "pair_reversed")
"""Both right; both called vulnerable; both called secure; each called what the other one is."""
UNANSWERED = "pair_unanswered"
"""One of the two at least has no verdict: unparsed, or an error."""
RANKED = "pair_ranked"
"""The vulnerable program is given the higher probability; an equal one counts half."""
COLUMNS = (*OUTCOMES, UNANSWERED, RANKED)
"""What each pair adds to the sums, before the pair itself; without probabilities nothing is ranked,
yet the column is there, so that any two sheets can be compared."""
_CALLED = {
    (Outcome.VULNERABLE, Outcome.SECURE): "pair_correct",
    (Outcome.VULNERABLE, Outcome.VULNERABLE): "pair_vulnerable",
    (Outcome.SECURE, Outcome.SECURE): "pair_benign",
    (Outcome.SECURE, Outcome.VULNERABLE): "pair_reversed",
}
"""By the verdict on the vulnerable program and that on its fix."""

Both = tuple[Request, Request]
"""The request about the vulnerable program, and that about its fix."""


def pair_sheet(task: str, judge: str, asked: Sequence[Request], given: Given) -> Sheet | None:
    """Lay out verdicts on the pairs among programs of known label; None where there are none.

    Args:
        task: what was asked of each program; the sheet's task has `PAIRS` behind it.
    """
    pairs = _pairs(asked)
    if not pairs:
        return None
    verdicts = [complete([one.id for one in pair], given) for pair in pairs]
    by_sample = [list(zip(*of, strict=True)) for of in verdicts]
    ranked = all(one.p_vulnerable is not None for of in verdicts for each in of for one in each)
    counts = np.array([_shares(samples) for samples in by_sample])
    vulnerable = [pair[0] for pair in pairs]
    counted = Counter(_outcome(*both) for samples in by_sample for both in samples)
    return Sheet(
        task=task + PAIRS,
        judge=judge,
        items=tuple(f"{task}{PAIRS}:{one.pair}" for one in vulnerable),
        families=tuple(one.family for one in vulnerable),
        cwes=tuple(one.weakness for one in vulnerable),
        languages=tuple(one.language for one in vulnerable),
        evolved=(False,) * len(pairs),
        samples=len(by_sample[0]),
        outcomes={name: counted[name] for name in (*OUTCOMES, UNANSWERED)},
        counts=counts,
        metrics={
            name: Rate(column) for column, name in enumerate(COLUMNS) if ranked or name != RANKED
        },
        right=counts[:, 0],
        baselines=_baselines(len(pairs)),
    )


def _pairs(asked: Sequence[Request]) -> list[Both]:
    by_pair: dict[str, dict[Label | None, Request]] = {}
    for request in asked:
        if request.pair:
            by_pair.setdefault(request.pair, {})[request.label] = request
    return [
        (of[Label.VULNERABLE], of[Label.SECURE]) for of in by_pair.values() if len(of) == len(Label)
    ]


def _outcome(vulnerable: Verdict, secure: Verdict) -> str:
    return _CALLED.get((vulnerable.outcome, secure.outcome), UNANSWERED)


def _shares(samples: Sequence[tuple[Verdict, ...]]) -> list[float]:
    """Return the share of each outcome among the samples of a pair, and 1, the pair itself."""
    sums: dict[str, float] = defaultdict(float)
    for vulnerable, secure in samples:
        sums[_outcome(vulnerable, secure)] += 1
        sums[RANKED] += _rank(vulnerable.p_vulnerable, secure.p_vulnerable)
    return [*(sums[name] / len(samples) for name in COLUMNS), 1.0]


def _rank(vulnerable: float | None, secure: float | None) -> float:
    if vulnerable is None or secure is None:
        return 0.0
    return (1 + np.sign(vulnerable - secure)) / 2


def _baselines(pairs: int) -> dict[str, Counts]:
    """Return the summed counts of answers that need no model."""

    def sums(shares: dict[str, float]) -> Counts:
        return np.array([*(pairs * shares.get(name, 0.0) for name in COLUMNS), pairs])

    return {
        "always unsafe": sums({"pair_vulnerable": 1.0, RANKED: 0.5}),
        "always safe": sums({"pair_benign": 1.0, RANKED: 0.5}),
        "chance": sums(dict.fromkeys(OUTCOMES, 0.25) | {RANKED: 0.5}),
    }
