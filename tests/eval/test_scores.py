import json
from collections.abc import Callable, Sequence

import pytest

from coveval_train.errors import UserError
from coveval_train.records import NO_WEAKNESS, Label, Outcome, Program, Task, Verdict
from coveval_train.runs import RunFolder
from eval import scores
from eval.bench.benchmark import Benchmark
from eval.scores import Score
from eval.stages import ANSWER
from eval.tasks import requests

Answer = Callable[[Program], tuple[Outcome, str | None]]
MakeRun = Callable[[list[Verdict], Sequence[Task]], RunFolder]
LABEL_TASKS = [Task.DETECTION, Task.CLASSIFICATION]


def perfect(program: Program) -> tuple[Outcome, str | None]:
    found = program.label == Label.VULNERABLE
    return Outcome(program.label.value), program.cwe if found else NO_WEAKNESS


def always_unsafe(program: Program) -> tuple[Outcome, str | None]:
    return Outcome.VULNERABLE, "CWE-79"


def all_unparsed(program: Program) -> tuple[Outcome, str | None]:
    return Outcome.UNPARSED, None


def answers(bench: Benchmark, answer: Answer) -> list[Verdict]:
    """Verdicts on detection and classification."""
    verdicts = []
    for request in requests.build(bench, LABEL_TASKS):
        outcome, named = answer(bench.labelled[request.item])
        weakness = named if request.task == Task.CLASSIFICATION else None
        verdicts.append(Verdict(request=request.id, judge=ANSWER, outcome=outcome, cwe=weakness))
    return verdicts


def values(score: Score) -> dict[str, float]:
    return {name: estimate.value for name, estimate in score.metrics.items()}


def test_perfect_answers_score_one(eval_bench: Benchmark, run_folder: MakeRun) -> None:
    folder = run_folder(answers(eval_bench, perfect), LABEL_TASKS)
    detection, classification = scores.score(folder)
    assert values(detection) == {
        "balanced_accuracy": 1,
        "f1": 1,
        "mcc": 1,
        "false_positive_rate": 0,
        "false_negative_rate": 0,
    }
    assert values(classification) == {"weighted_f1": 1, "macro_f1": 1, "accuracy": 1}
    assert detection.n == classification.n == len(eval_bench.programs)
    assert detection.families == len(eval_bench.families)


def test_always_unsafe_scores_what_its_baseline_says(
    eval_bench: Benchmark, run_folder: MakeRun
) -> None:
    folder = run_folder(answers(eval_bench, always_unsafe), [Task.DETECTION])
    (detection,) = scores.score(folder)
    assert values(detection) == pytest.approx(detection.baselines["always unsafe"])
    assert values(detection) == pytest.approx(
        {
            "balanced_accuracy": 0.5,
            "f1": 2 / 3,
            "mcc": 0,
            "false_positive_rate": 1,
            "false_negative_rate": 0,
        }
    )
    assert detection.baselines["always safe"]["f1"] == 0
    assert detection.baselines["chance"]["balanced_accuracy"] == 0.5


def test_one_class_for_everything_is_right_as_often_as_it_occurs(
    eval_bench: Benchmark, run_folder: MakeRun
) -> None:
    folder = run_folder(answers(eval_bench, always_unsafe), [Task.CLASSIFICATION])
    (score,) = scores.score(folder)
    n = len(eval_bench.programs)
    right = sum(item.cwe == "CWE-79" for item in eval_bench.repairs)
    assert values(score)["accuracy"] == pytest.approx(right / n)
    assert values(score)["weighted_f1"] == pytest.approx(right / n * 2 * right / (n + right))
    assert score.baselines["always none"]["accuracy"] == 0.5
    assert score.baselines["chance"]["accuracy"] == pytest.approx(1 / 19)


def test_unparsed_answers_stay_in_every_denominator(
    eval_bench: Benchmark, run_folder: MakeRun
) -> None:
    folder = run_folder(answers(eval_bench, all_unparsed), LABEL_TASKS)
    for score in scores.score(folder):
        assert set(values(score).values()) == {0}
        assert score.outcomes == {"secure": 0, "vulnerable": 0, "unparsed": score.n, "error": 0}


def test_half_unparsed_halves_the_recall(eval_bench: Benchmark, run_folder: MakeRun) -> None:
    verdicts = answers(eval_bench, perfect)
    mute = {family.id for family in list(eval_bench.families.values())[::2]}
    verdicts = [
        row.model_copy(update={"outcome": Outcome.UNPARSED, "cwe": None})
        if row.request.split(":")[1].split("/")[0] in mute
        else row
        for row in verdicts
    ]
    share = 1 - len(mute) / len(eval_bench.families)
    detection, classification = scores.score(run_folder(verdicts, LABEL_TASKS))
    assert values(detection)["balanced_accuracy"] == pytest.approx(share)
    assert values(classification)["accuracy"] == pytest.approx(share)
    assert detection.metrics["balanced_accuracy"].low < share


def test_a_later_verdict_replaces_an_earlier_one(
    eval_bench: Benchmark, run_folder: MakeRun
) -> None:
    verdicts = answers(eval_bench, all_unparsed) + answers(eval_bench, perfect)
    (score,) = scores.score(run_folder(verdicts, [Task.DETECTION]))
    assert (values(score)["mcc"], score.outcomes["unparsed"]) == (1, 0)


@pytest.mark.parametrize("task", LABEL_TASKS)
def test_missing_answers_are_a_problem_with_a_remedy(
    task: Task, eval_bench: Benchmark, run_folder: MakeRun
) -> None:
    verdicts = answers(eval_bench, perfect)
    gone = requests.build(eval_bench, [task])[3].id
    folder = run_folder([row for row in verdicts if row.request != gone], [task])
    with pytest.raises(UserError, match="call 'coveval eval' again") as caught:
        scores.score(folder)
    assert caught.value.problems[0].startswith(f"1 requests have no verdict, {gone} among them")


def test_scores_are_read_as_they_were_written(eval_bench: Benchmark, run_folder: MakeRun) -> None:
    folder = run_folder(answers(eval_bench, always_unsafe), LABEL_TASKS)
    written = scores.score(folder)
    assert len(written) == 2
    assert scores.read(folder) == written


def test_scores_are_plain_json(eval_bench: Benchmark, run_folder: MakeRun) -> None:
    folder = run_folder(answers(eval_bench, all_unparsed), LABEL_TASKS)
    scores.score(folder)

    def refuse(name: str) -> float:
        raise AssertionError(f"{name} is not JSON")

    json.loads(folder.scores.read_text(), parse_constant=refuse)


def test_a_run_without_scores_is_a_problem(run_folder: MakeRun) -> None:
    with pytest.raises(UserError, match="finish the run with 'coveval eval' first"):
        scores.read(run_folder([], []))
