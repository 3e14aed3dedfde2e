import numpy as np
import pytest

from coveval_train.records import Label, Outcome, Request, Task, Verdict
from eval import comparison, scores
from eval.pair_sheets import pair_sheet
from eval.scores import Score

SECURE, VULNERABLE, UNPARSED = Outcome.SECURE, Outcome.VULNERABLE, Outcome.UNPARSED


def ask(pair: str | None, label: Label, family: str = "f") -> Request:
    return Request(
        id=f"detection:{pair}/{label.value}",
        task=Task.DETECTION,
        item=f"{pair}/{label.value}",
        family=family,
        cwe="CWE-787",
        language="c",
        label=label,
        pair=pair,
        messages=[],
        prompt="",
    )


def judged(
    *pairs: tuple[Outcome, Outcome], p: tuple[float, float] | None = None
) -> tuple[list[Request], dict[str, list[Verdict]]]:
    """Return requests and verdicts on pairs, each on the vulnerable program and on its fix."""
    asked, given = [], {}
    for number, pair in enumerate(pairs):
        for place, label in enumerate((Label.VULNERABLE, Label.SECURE)):
            request = ask(str(number), label, family=str(number))
            verdict = Verdict(
                request=request.id,
                judge="j",
                outcome=pair[place],
                p_vulnerable=p and p[place],
            )
            asked.append(request)
            given[request.id] = [verdict]
    return asked, given


def scored(*pairs: tuple[Outcome, Outcome], p: tuple[float, float] | None = None) -> Score:
    asked, given = judged(*pairs, p=p)
    sheet = pair_sheet("detection", "j", asked, given)
    assert sheet is not None
    return scores.of_sheet(sheet)


def test_each_pair_has_one_of_five_outcomes() -> None:
    found = scored(
        (VULNERABLE, SECURE),
        (VULNERABLE, VULNERABLE),
        (SECURE, SECURE),
        (SECURE, VULNERABLE),
        (VULNERABLE, UNPARSED),
        (Outcome.ERROR, SECURE),
        (VULNERABLE, SECURE),
    )
    assert found.task == "detection pairs"
    assert found.outcomes == {
        "pair_correct": 2,
        "pair_vulnerable": 1,
        "pair_benign": 1,
        "pair_reversed": 1,
        "pair_unanswered": 2,
    }
    values = {name: estimate.value for name, estimate in found.metrics.items()}
    assert values == {name: count / 7 for name, count in found.outcomes.items()}


def test_answers_that_need_no_model_are_told_beside_it() -> None:
    found = scored((VULNERABLE, VULNERABLE), (VULNERABLE, VULNERABLE), p=(0.9, 0.9))
    mine = {name: estimate.value for name, estimate in found.metrics.items()}
    assert mine == found.baselines["always unsafe"]
    assert found.baselines["chance"]["pair_correct"] == 0.25
    assert sum(found.baselines["chance"].values()) == 1 + 0.5  # Ranking is no outcome.


@pytest.mark.parametrize(("p", "ranked"), [((0.9, 0.8), 1.0), ((0.8, 0.8), 0.5), ((0.7, 0.8), 0.0)])
def test_a_judge_may_rank_a_pair_whose_outcomes_it_gets_wrong(
    p: tuple[float, float], ranked: float
) -> None:
    found = scored((VULNERABLE, VULNERABLE), p=p)
    assert found.metrics["pair_correct"].value == 0
    assert found.metrics["pair_ranked"].value == ranked


def test_pairs_are_not_ranked_without_probabilities() -> None:
    assert "pair_ranked" not in scored((VULNERABLE, SECURE)).metrics


def test_programs_without_a_counterpart_are_no_pairs() -> None:
    asked, given = judged((VULNERABLE, SECURE))
    alone = ask(None, Label.SECURE)
    given[alone.id] = [Verdict(request=alone.id, judge="j", outcome=SECURE)]
    sheet = pair_sheet("detection", "j", [*asked, alone], given)
    assert sheet is not None
    assert len(sheet.items) == 1
    assert pair_sheet("detection", "j", [alone], given) is None
    assert pair_sheet("detection", "j", asked[:1], given) is None


def test_of_several_samples_each_is_a_share() -> None:
    asked, given = judged((VULNERABLE, SECURE))
    for request, outcome in zip(asked, (VULNERABLE, VULNERABLE), strict=True):
        verdict = Verdict(request=request.id, judge="j", outcome=outcome, sample=1)
        given[request.id].append(verdict)
    sheet = pair_sheet("detection", "j", asked, given)
    assert sheet is not None
    np.testing.assert_allclose(sheet.counts, [[0.5, 0.5, 0, 0, 0, 0, 1]])
    assert sheet.outcomes["pair_correct"] == sheet.outcomes["pair_vulnerable"] == 1


def test_sheets_with_and_without_probabilities_can_be_compared() -> None:
    bare = pair_sheet("detection", "j", *judged((VULNERABLE, VULNERABLE), (SECURE, SECURE)))
    sure = pair_sheet("detection", "j", *judged((VULNERABLE, SECURE), (SECURE, SECURE), p=(1, 0)))
    assert bare and sure
    names = "a", "b"
    [found] = comparison.compare_sheets([bare], [sure], names, names)
    assert (found.metric, found.difference.value) == ("pair_correct", 0.5)
