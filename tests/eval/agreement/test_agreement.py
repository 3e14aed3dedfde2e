import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, cohen_kappa_score, matthews_corrcoef

from coveval_train.records import Label, Outcome, Request, Verdict
from eval.agreement.agreement import agree
from eval.bench.benchmark import Benchmark
from eval.ensembles import any_of, majority
from eval.tasks import requests

SAFE, UNSAFE, UNPARSED, ERROR = (
    Outcome.SECURE,
    Outcome.VULNERABLE,
    Outcome.UNPARSED,
    Outcome.ERROR,
)


def verdict(request: Request, outcome: Outcome, p: float | None = None) -> list[Verdict]:
    return [Verdict(request=request.id, judge="j", outcome=outcome, p_vulnerable=p)]


@pytest.fixture(scope="module")
def asked(eval_bench: Benchmark) -> list[Request]:
    return requests.proven(eval_bench)


def test_a_perfect_judge_agrees_with_everything(asked: list[Request]) -> None:
    given = {
        row.id: verdict(row, Outcome(str(row.label)), float(row.label == Label.VULNERABLE))
        for row in asked
    }
    found = agree("j", asked, given)
    values = {name: estimate.value for name, estimate in found.metrics.items()}
    assert values == {
        "consistency": 1,
        "diff": 0,
        "false_negative_rate": 0,
        "false_positive_rate": 0,
        "f1": 1,
        "balanced_accuracy": 1,
        "mcc": 1,
        "kappa": 1,
        "roc_auc": 1,
        "ece": 0,
    }
    assert found.disagreements == []


def test_figures_are_those_of_scikit_learn(asked: list[Request]) -> None:
    rng = np.random.default_rng(0)
    truth = [str(row.label) for row in asked]
    guesses = [
        one if rng.random() < 0.7 else str(rng.choice(["secure", "vulnerable"])) for one in truth
    ]
    given = {row.id: verdict(row, Outcome(g)) for row, g in zip(asked, guesses, strict=True)}
    metrics = agree("j", asked, given).metrics
    assert metrics["kappa"].value == pytest.approx(cohen_kappa_score(truth, guesses))
    assert metrics["mcc"].value == pytest.approx(matthews_corrcoef(truth, guesses))
    expected = balanced_accuracy_score(truth, guesses)
    assert metrics["balanced_accuracy"].value == pytest.approx(expected)
    secure = guesses.count("secure") - truth.count("secure")
    assert metrics["diff"].value == pytest.approx(secure / len(asked))
    assert "roc_auc" not in metrics


def test_a_judge_that_is_silent_is_wrong(asked: list[Request]) -> None:
    found = agree("j", asked, {row.id: verdict(row, UNPARSED) for row in asked})
    assert found.metrics["consistency"].value == 0
    assert found.outcomes["unparsed"] == len(found.disagreements) == len(asked)


def test_always_unsafe_is_no_better_than_a_coin(asked: list[Request]) -> None:
    found = agree("j", asked, {row.id: verdict(row, UNSAFE) for row in asked})
    for name in ("kappa", "mcc"):
        assert found.metrics[name].value == 0
    assert found.metrics["consistency"].value == found.baselines["always unsafe"]["consistency"]


def test_parts_add_up(asked: list[Request]) -> None:
    found = agree("j", asked, {row.id: verdict(row, SAFE) for row in asked})
    for groups in (found.by_cwe, found.by_language, found.by_task):
        assert sum(group.n for group in groups.values()) == found.n
    assert len(found.by_cwe) == 18


@pytest.mark.parametrize(
    ("votes", "by_any", "by_majority"),
    [
        ((UNSAFE, SAFE, SAFE), UNSAFE, SAFE),
        ((UNSAFE, UNSAFE, SAFE), UNSAFE, UNSAFE),
        ((SAFE, SAFE, SAFE), SAFE, SAFE),
        ((UNSAFE, ERROR, UNPARSED), UNSAFE, UNSAFE),
        ((UNSAFE, SAFE, ERROR), UNSAFE, SAFE),
        ((ERROR, UNPARSED, ERROR), ERROR, ERROR),
    ],
)
def test_ensembles_vote(
    asked: list[Request], votes: tuple[Outcome, ...], by_any: Outcome, by_majority: Outcome
) -> None:
    request = asked[0]
    judges = {str(n): {request.id: verdict(request, vote)} for n, vote in enumerate(votes)}
    assert any_of(judges)[request.id][0].outcome == by_any
    assert majority(judges)[request.id][0].outcome == by_majority
