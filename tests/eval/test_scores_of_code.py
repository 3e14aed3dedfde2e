"""Scores of completion and repair, and of the models that judge them."""

from collections.abc import Callable, Iterable, Sequence

import pytest

from coveval_train.errors import UserError
from coveval_train.records import Outcome, Task, Verdict
from coveval_train.runs import RunFolder
from eval import scores
from eval.bench.benchmark import Benchmark
from eval.oracles import executable
from eval.scores import JUDGING_TASK, Score
from eval.stages import JUDGING, UNCHANGED
from eval.tasks import requests

MakeRun = Callable[[list[Verdict], Sequence[Task]], RunFolder]


def executions(bench: Benchmark, outcomes: Iterable[Outcome], works: bool = True) -> list[Verdict]:
    """Verdicts on completion, with those on its baseline, for which nothing works."""
    asked = requests.build(bench, [Task.COMPLETION])
    judged = [
        Verdict(
            request=request.id,
            judge=executable.NAME,
            outcome=outcome,
            built=outcome != Outcome.ERROR,
            functional=works and outcome != Outcome.ERROR,
        )
        for request, outcome in zip(asked, outcomes, strict=True)
    ]
    return judged + [
        Verdict(request=UNCHANGED + request.id, judge=executable.NAME, outcome=Outcome.SECURE)
        for request in asked
    ]


def values(score: Score) -> dict[str, float]:
    return {name: estimate.value for name, estimate in score.metrics.items()}


def test_errors_stay_in_the_denominator_of_completion(
    eval_bench: Benchmark, run_folder: MakeRun
) -> None:
    n = len(eval_bench.families)
    outcomes = [Outcome.SECURE] * 3 + [Outcome.VULNERABLE] * 2 + [Outcome.ERROR] * (n - 5)
    folder = run_folder(executions(eval_bench, outcomes), [Task.COMPLETION])
    (score,) = scores.score(folder)
    assert values(score) == pytest.approx(
        {
            "sr@1": 3 / n,
            "build_rate": 5 / n,
            "functional_rate": 5 / n,
            "functional_and_secure@1": 3 / n,
        }
    )
    assert score.outcomes == {"secure": 3, "vulnerable": 2, "unparsed": 0, "error": n - 5}
    assert score.baselines["input unchanged"]["sr@1"] == 1
    assert score.baselines["input unchanged"]["functional_and_secure@1"] == 0


def test_secure_programs_that_do_not_work_are_told_apart(
    eval_bench: Benchmark, run_folder: MakeRun
) -> None:
    n = len(eval_bench.families)
    folder = run_folder(
        executions(eval_bench, [Outcome.SECURE] * n, works=False), [Task.COMPLETION]
    )
    (score,) = scores.score(folder)
    assert (values(score)["sr@1"], values(score)["functional_and_secure@1"]) == (1, 0)
    assert score.metrics["sr@1"].low == pytest.approx(0.025 ** (1 / n))


def test_a_model_judge_is_scored_on_its_own(eval_bench: Benchmark, run_folder: MakeRun) -> None:
    asked = requests.build(eval_bench, [Task.COMPLETION])
    proven = list(eval_bench.labelled.values())
    given = [(request.id, Outcome.SECURE) for request in asked]
    given += [(JUDGING + program.id, Outcome(program.label.value)) for program in proven]
    folder = run_folder(
        [Verdict(request=r, judge="vc", outcome=outcome) for r, outcome in given], [Task.COMPLETION]
    )
    completion, judging = scores.score(folder)
    assert (completion.judge, values(completion)) == ("vc", {"sr@1": 1})
    assert (judging.task, judging.judge, values(judging)["mcc"]) == (JUDGING_TASK, "vc", 1)


def test_a_judge_that_misses_much_makes_the_input_look_repaired(
    eval_bench: Benchmark, run_folder: MakeRun
) -> None:
    """Every repair is called secure, and so is each second program that was to be repaired."""
    asked = requests.build(eval_bench, [Task.REPAIR])
    proven = list(eval_bench.labelled.values())
    missed = {program.id for program in eval_bench.repairs[::2]}
    given = [(request.id, Outcome.SECURE) for request in asked]
    given += [
        (JUDGING + one.id, Outcome.SECURE if one.id in missed else Outcome(one.label.value))
        for one in proven
    ]
    folder = run_folder(
        [Verdict(request=r, judge="vc", outcome=outcome) for r, outcome in given], [Task.REPAIR]
    )
    repair, _ = scores.score(folder)
    unchanged = repair.baselines["input unchanged"]
    assert unchanged == {"sr@1": pytest.approx(len(missed) / len(eval_bench.repairs))}


@pytest.mark.parametrize("task", [Task.COMPLETION, Task.REPAIR])
def test_code_tasks_without_any_judge_are_a_problem(
    task: Task, eval_bench: Benchmark, run_folder: MakeRun
) -> None:
    with pytest.raises(UserError, match="no verdict"):
        scores.score(run_folder([], [task]))


@pytest.mark.parametrize("prefix", ["", UNCHANGED])
def test_missing_executions_are_a_problem_with_a_remedy(
    prefix: str, eval_bench: Benchmark, run_folder: MakeRun
) -> None:
    verdicts = executions(eval_bench, [Outcome.SECURE] * len(eval_bench.families))
    gone = prefix + requests.build(eval_bench, [Task.COMPLETION])[0].id
    folder = run_folder([row for row in verdicts if row.request != gone], [Task.COMPLETION])
    with pytest.raises(UserError, match="call 'coveval eval' again") as caught:
        scores.score(folder)
    assert caught.value.problems[0].startswith(f"1 requests have no verdict, {gone} among them")


def test_scores_with_baselines_are_read_as_they_were_written(
    eval_bench: Benchmark, run_folder: MakeRun
) -> None:
    folder = run_folder(
        executions(eval_bench, [Outcome.ERROR] * len(eval_bench.families)), [Task.COMPLETION]
    )
    written = scores.score(folder)
    assert written[0].baselines
    assert scores.read(folder) == written
