"""The four signatures, in runs that have them and in runs that have not."""

from collections.abc import Callable

import numpy as np
import pytest

from coveval_train.records import Label, Outcome, Request, Task, Verdict
from eval import sheets
from eval.bench.benchmark import Benchmark
from eval.diagnosis import Signature, diagnose
from eval.sheets import Sheet
from eval.stages import ANSWER
from eval.tasks import requests

Answer = Callable[[Request], Outcome]
JUDGING = "judging"


def truth(request: Request) -> Outcome:
    return Outcome(str(request.label))


def unsafe(request: Request) -> Outcome:
    return Outcome.VULNERABLE


def coin(seed: int) -> Answer:
    rng = np.random.default_rng(seed)
    return lambda request: Outcome.SECURE if rng.random() < 0.5 else Outcome.VULNERABLE


def sheet(bench: Benchmark, task: Task, answer: Answer, judge: str = "j") -> Sheet:
    asked = requests.build(bench, [task])
    given = {row.id: [Verdict(request=row.id, judge=judge, outcome=answer(row))] for row in asked}
    return sheets.task_sheet(task, judge if task == Task.COMPLETION else ANSWER, asked, given)


def judging(bench: Benchmark, answer: Answer) -> Sheet:
    asked = requests.proven(bench)
    given = {row.id: [Verdict(request=row.id, judge="j", outcome=answer(row))] for row in asked}
    return sheets.binary_sheet(JUDGING, "j", asked, given)


def signatures(*found: Sheet) -> dict[str, Signature]:
    return {one.name.split()[0]: one for one in diagnose(found, JUDGING)}


def test_detecting_well_and_writing_badly_is_present(eval_bench: Benchmark) -> None:
    found = signatures(
        sheet(eval_bench, Task.COMPLETION, unsafe), sheet(eval_bench, Task.DETECTION, truth)
    )["detects"]
    assert found.status == "present"
    assert "1.00 of all answers are vulnerable" in found.evidence[1]


@pytest.mark.parametrize(
    ("detection", "status"), [(unsafe, "absent"), (coin(0), "undecided")], ids=["always", "coin"]
)
def test_without_skill_in_detection_it_is_not_shown(
    eval_bench: Benchmark, detection: Answer, status: str
) -> None:
    found = signatures(
        sheet(eval_bench, Task.COMPLETION, unsafe), sheet(eval_bench, Task.DETECTION, detection)
    )["detects"]
    assert found.status == status


def test_tasks_by_chance_do_not_correlate(eval_bench: Benchmark) -> None:
    found = signatures(
        sheet(eval_bench, Task.COMPLETION, coin(1)), sheet(eval_bench, Task.DETECTION, coin(2))
    )["tasks"]
    assert found.status == "present"


def test_tasks_that_share_their_families_correlate(eval_bench: Benchmark) -> None:
    good = set(list(eval_bench.families)[::2])

    def detect(request: Request) -> Outcome:
        wrong = Outcome.SECURE if request.label == Label.VULNERABLE else Outcome.VULNERABLE
        return truth(request) if request.family in good else wrong

    found = signatures(
        sheet(
            eval_bench,
            Task.COMPLETION,
            lambda row: Outcome.SECURE if row.family in good else Outcome.VULNERABLE,
        ),
        sheet(eval_bench, Task.DETECTION, detect),
    )["tasks"]
    assert found.status == "absent"
    assert "rank correlation 1.00" in found.evidence[0]


def test_failures_that_gather_in_weaknesses_are_present(eval_bench: Benchmark) -> None:
    weak = {"CWE-22", "CWE-787", "CWE-89"}
    found = signatures(
        sheet(
            eval_bench,
            Task.COMPLETION,
            lambda row: Outcome.VULNERABLE if row.cwe in weak else Outcome.SECURE,
        )
    )["the"]
    assert found.status == "present"
    assert all(name in found.evidence[0] for name in weak)


def test_failures_spread_by_chance_are_not(eval_bench: Benchmark) -> None:
    statuses = [
        signatures(sheet(eval_bench, Task.COMPLETION, coin(seed)))["the"].status
        for seed in range(20)
    ]
    assert statuses.count("present") <= 4


@pytest.mark.parametrize(("answer", "status"), [(truth, "absent"), (unsafe, "present")])
def test_a_judge_is_aligned_if_it_tells_them_apart(
    eval_bench: Benchmark, answer: Answer, status: str
) -> None:
    assert signatures(judging(eval_bench, answer))["a"].status == status


def test_nothing_is_read_into_what_was_not_measured() -> None:
    assert {one.status for one in diagnose([], JUDGING)} == {"not measured"}
