"""One judge against the truth: agreement, errors of each kind, and what its probabilities mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from coveval_train.records import Label, Request, Verdict
from eval import ensembles, sheets
from eval.metrics import bootstrap, confusion, probability
from eval.metrics.bootstrap import Estimate, Statistic
from eval.metrics.probability import Bin
from eval.pair_sheets import pair_sheet
from eval.sheets import Given, Sheet
from eval.stages import ANSWER, HUMANEVAL

METRICS: dict[str, Statistic] = {
    "consistency": confusion.accuracy,
    "diff": confusion.secure_rate_difference,
    "false_negative_rate": confusion.false_negative_rate,
    "false_positive_rate": confusion.false_positive_rate,
    "f1": confusion.positive_f1,
    "balanced_accuracy": confusion.balanced_accuracy,
    "mcc": confusion.mcc,
    "kappa": confusion.cohen_kappa,
}
"""The first two are the paper's (Mou et al., table 5)."""


@dataclass(frozen=True)
class Group:
    """Agreement on some of the programs."""

    n: int
    families: int
    metrics: dict[str, Estimate]


@dataclass(frozen=True)
class Disagreement:
    """A program on which the judge is wrong, or has no verdict."""

    request: str
    sample: int
    cwe: str
    language: str
    truth: str
    verdict: str
    p_vulnerable: float | None
    detail: str


@dataclass(frozen=True)
class Agreement:
    """One judge against the truth."""

    judge: str
    n: int
    families: int
    outcomes: dict[str, int]
    metrics: dict[str, Estimate]
    """Unparsed answers and errors are wrong whatever the truth. ROC-AUC (``roc_auc``) and the
    calibration error (``ece``) are there where the judge gives a probability for every program."""
    baselines: dict[str, dict[str, float]]
    by_cwe: dict[str, Group]
    by_language: dict[str, Group]
    by_task: dict[str, Group]
    pairs: Group | None
    """Outcomes of pairs (`eval.pair_sheets`), where programs come in pairs."""
    reliability: list[Bin]
    disagreements: list[Disagreement]


def agree(judge: str, asked: Sequence[Request], given: Given) -> Agreement:
    """Compare a judge's verdicts with the labels of what it was asked about.

    Raises:
        UserError: programs without a verdict.
    """
    sheet = replace(sheets.binary_sheet("judging", judge, asked, given), metrics=METRICS)
    verdicts = [given[request.id][0] for request in asked]
    probabilities = [verdict.p_vulnerable for verdict in verdicts]
    known = np.array([p for p in probabilities if p is not None])
    positive = np.array([request.label == Label.VULNERABLE for request in asked])
    whole, paired = _group(sheet), pair_sheet("judging", judge, asked, given)
    extra: dict[str, Estimate] = {}
    bins: list[Bin] = []
    if len(known) == len(asked):
        counts = probability.bin_counts(known, positive)
        extra["roc_auc"] = bootstrap.estimate_weighted(
            sheet.families, partial(probability.roc_auc, known, positive)
        )
        extra["ece"] = bootstrap.estimate(
            bootstrap.by_family(sheet.families, counts), probability.expected_calibration_error
        )
        bins = probability.reliability(counts.sum(0))
    return Agreement(
        judge=judge,
        n=whole.n,
        families=whole.families,
        outcomes=sheet.outcomes,
        metrics=whole.metrics | extra,
        baselines={
            name: {metric: float(of(sums[None])[0]) for metric, of in METRICS.items()}
            for name, sums in sheet.baselines.items()
        },
        by_cwe=_groups(sheet, sheet.cwes),
        by_language=_groups(sheet, sheet.languages),
        by_task=_groups(sheet, [request.task.value for request in asked]),
        pairs=_group(paired) if paired else None,
        reliability=bins,
        disagreements=[
            _disagreement(request, verdict)
            for request, verdict in zip(asked, verdicts, strict=True)
            if verdict.outcome.value != str(request.label)
        ],
    )


def agree_all(asked: Sequence[Request], by_judge: Mapping[str, Given]) -> list[Agreement]:
    """Compare each judge, and their ensembles, on the programs of which they have a verdict."""
    about = {
        name: [request for request in asked if request.id in given]
        for name, given in by_judge.items()
        if name not in (ANSWER, HUMANEVAL)
    }
    joined = ensembles.join({name: by_judge[name] for name, found in about.items() if found})
    about |= {name: [one for one in asked if one.id in given] for name, given in joined.items()}
    given_by = {**by_judge, **joined}
    return [agree(name, found, given_by[name]) for name, found in about.items() if found]


def _group(sheet: Sheet) -> Group:
    counts = bootstrap.by_family(sheet.families, sheet.counts)
    metrics = {name: bootstrap.estimate(counts, of) for name, of in sheet.metrics.items()}
    return Group(len(sheet.items), len(counts), metrics)


def _groups(sheet: Sheet, names: Sequence[str]) -> dict[str, Group]:
    return {
        name: _group(sheets.select(sheet, [other == name for other in names]))
        for name in dict.fromkeys(names)
    }


def _disagreement(request: Request, verdict: Verdict) -> Disagreement:
    return Disagreement(
        request=request.id,
        sample=verdict.sample,
        cwe=request.weakness,
        language=request.language,
        truth=str(request.label),
        verdict=verdict.outcome.value,
        p_vulnerable=verdict.p_vulnerable,
        detail=verdict.detail,
    )
