"""Runs of one model on two benchmarks, with known verdicts."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from coveval_train import runs, tables
from coveval_train.cwe import Language
from coveval_train.errors import UserError
from coveval_train.records import Label, Outcome, Program, Task, Verdict
from coveval_train.runs import RunFolder
from eval.bench.benchmark import Benchmark
from eval.domains import drop as dropping
from eval.domains import drop_report
from eval.metrics.bootstrap import Estimate
from eval.stages import ANSWER, JUDGING
from eval.tasks import requests

Answer = Callable[[Program], Outcome]


def right(program: Program) -> Outcome:
    return Outcome(program.label.value)


def always_unsafe(program: Program) -> Outcome:
    return Outcome.VULNERABLE


def program(family: str, label: Label, cwe: str = "CWE-787", language: Language = "c") -> Program:
    return Program(
        id=f"{family}/{label.value}",
        family=family,
        cwe=cwe,
        language=language,
        split="eval",
        code="x",
        label=label,
        label_source="commit",
        origin="test",
        pair=family,
    )


def bench(name: str, counts: dict[str, int], language: Language = "c") -> Benchmark:
    """Return a benchmark with so many families of each weakness, a pair of programs each."""
    programs = [
        program(f"{name}{cwe}/{number}", label, cwe, language)
        for cwe, count in counts.items()
        for number in range(count)
        for label in Label
    ]
    return Benchmark(name=name, scenarios=[], repairs=[], programs=programs)


def run(path: Path, asked: Benchmark, answer: Answer, **settings: object) -> Path:
    """Make a finished run of detection with known answers."""
    known = {"model_fingerprint": "a", "benchmark": {asked.name: asked.fingerprint()}}
    folder = runs.open_run(path, known | settings)
    questions = requests.build(asked, [Task.DETECTION])
    tables.write(questions, folder.requests)
    tables.append(
        [
            Verdict(request=one.id, judge=ANSWER, outcome=answer(asked.labelled[one.item]))
            for one in questions
        ],
        folder.verdicts,
    )
    return path


def test_a_model_that_fails_elsewhere_has_dropped(tmp_path: Path) -> None:
    home = run(tmp_path / "home", bench("home", {"CWE-787": 20}), right)
    away = run(tmp_path / "away", bench("away", {"CWE-787": 20}), always_unsafe)
    found = dropping.report(home, [away])
    [domain] = found.domains
    detection = next(one for one in domain.drops if one.task == "detection")
    change = detection.metrics["balanced_accuracy"]
    assert (found.reference, domain.name) == ("home", "away")
    assert (change.reference.value, change.domain.value) == (1.0, 0.5)
    assert change.difference.value == -0.5
    assert change.difference.high < 0
    rate = detection.metrics["false_positive_rate"].difference
    assert rate.value == 1
    # Of 20 families that agree the rate of others may still differ (Clopper and Pearson).
    assert rate.low < 0.9


def test_the_interval_of_a_difference_is_newcombe_s() -> None:
    hits, n = (15, 6), (20, 25)
    each = []
    for k, m in zip(hits, n, strict=True):
        low, high = np.asarray(proportion_confint(k, m, method="wilson"))
        each.append(Estimate(k / m, float(low), float(high)))
    found = dropping.difference(*each)
    low, high = confint_proportions_2indep(hits[1], n[1], hits[0], n[0], method="newcomb")
    assert [found.low, found.high] == pytest.approx([low, high])


def test_intervals_of_differences_hold_the_truth_as_often_as_they_say() -> None:
    """Of independent families with known rates, about 95 of 100 (exactly 95 never, at this n)."""
    rng = np.random.default_rng(0)
    truth, held = (0.7, 0.4), 0
    for _ in range(400):
        found = []
        for rate, n in zip(truth, (40, 60), strict=True):
            hits = rng.random(n) < rate
            counts = np.stack([hits, np.ones(n)], axis=1).astype(float)
            found.append(dropping.bootstrap.estimate(counts, dropping.bootstrap.Rate(0)))
        difference = dropping.difference(*found)
        held += difference.low <= truth[1] - truth[0] <= difference.high
    assert 0.92 <= held / 400 <= 0.98


def test_another_mix_of_weaknesses_is_no_drop_on_the_same_mix(tmp_path: Path) -> None:
    def knows_overflows(one: Program) -> Outcome:
        return right(one) if one.cwe == "CWE-787" else Outcome.VULNERABLE

    home = run(tmp_path / "a", bench("a", {"CWE-787": 30, "CWE-416": 10}), knows_overflows)
    away = run(tmp_path / "b", bench("b", {"CWE-787": 10, "CWE-416": 30}), knows_overflows)
    [detection, _] = dropping.report(home, [away]).domains[0].drops
    assert detection.metrics["balanced_accuracy"].difference.value == -0.25
    assert detection.alike is not None
    assert detection.alike.difference.value == pytest.approx(0)
    assert detection.shared == 1
    assert [part.change.difference.value for part in detection.by_cwe.values()] == [0, 0]
    assert detection.by_cwe["CWE-416"].n == (20, 60)


def test_what_the_reference_has_not_is_left_out_of_the_same_mix(tmp_path: Path) -> None:
    home = run(tmp_path / "a", bench("a", {"CWE-787": 4}), right)
    away = bench("b", {"CWE-787": 1, "CWE-416": 3})
    [detection, _] = dropping.report(home, [run(tmp_path / "b", away, right)]).domains[0].drops
    assert detection.shared == 0.25
    assert list(detection.by_cwe) == ["CWE-787"]
    assert not detection.by_cwe["CWE-787"].has_interval
    assert drop_report.of_part(detection.by_cwe["CWE-787"]) == "+0.00 (one family)"
    other = run(tmp_path / "c", bench("c", {"CWE-22": 4}, "python"), right)
    [detection, _] = dropping.report(home, [other]).domains[0].drops
    assert detection.alike is None
    assert detection.shared == 0


def test_votes_of_other_voters_are_not_compared(tmp_path: Path) -> None:
    def judged(path: Path, asked: Benchmark, *judges: str) -> Path:
        folder = RunFolder(run(path, asked, right))
        tables.write(requests.proven(asked), folder.requests)
        tables.append(
            [
                Verdict(request=JUDGING + one.id, judge=judge, outcome=right(one))
                for judge in judges
                for one in asked.programs
            ],
            folder.verdicts,
        )
        return path

    home = judged(tmp_path / "a", bench("a", {"CWE-787": 2}), "x", "y")
    same = judged(tmp_path / "b", bench("b", {"CWE-787": 2}), "x", "y")
    more = judged(tmp_path / "c", bench("c", {"CWE-787": 2}), "x", "y", "z")
    two, three = dropping.report(home, [same, more]).domains
    assert {one.judge for one in two.drops} == {"x", "y", "any", "majority"}
    assert {one.judge for one in three.drops} == {"x", "y"}


def test_the_same_mix_counts_the_families_that_are_in_it(tmp_path: Path) -> None:
    """Two families that agree leave the true rate open, however many others the reference has."""
    home = run(tmp_path / "a", bench("a", {"CWE-787": 2, "CWE-22": 50}), right)
    away = run(tmp_path / "b", bench("b", {"CWE-787": 2}), right)
    [_, pairs] = dropping.report(home, [away]).domains[0].drops
    assert pairs.alike is not None
    assert pairs.alike.reference.low == pytest.approx(0.025**0.5)


def test_runs_that_asked_or_judged_otherwise_are_refused(tmp_path: Path) -> None:
    mine, other = bench("a", {"CWE-787": 2}), bench("b", {"CWE-787": 2})
    home = run(tmp_path / "home", mine, right, prompts={"detection@1": "x"})
    away = run(tmp_path / "away", other, right, prompts={"detection@2": "y"})
    weights = run(tmp_path / "weights", other, right, model_fingerprint="b")
    same = run(tmp_path / "same", mine, right)
    with pytest.raises(UserError) as raised:
        dropping.report(home, [away, weights, same])
    told = "\n".join(raised.value.problems)
    assert "away: prompts is {'detection@2': 'y'}" in told
    assert "weights: model_fingerprint is 'b'" in told
    assert "same: asks about the same" in told


def test_the_page_shows_every_figure(tmp_path: Path) -> None:
    home = run(tmp_path / "home", bench("home", {"CWE-787": 5}), right)
    away = run(tmp_path / "away", bench("<away>", {"CWE-787": 5}), always_unsafe)
    found = dropping.report(home, [away])
    page = drop_report.write(found, tmp_path / "report").read_text()
    assert "&lt;away&gt;" in page
    assert "<away>" not in page
    assert "balanced_accuracy, same mix (100 %" in page
    assert "<td>5 in 5 families</td>" in page
    assert "without a verdict</td><td>0.00</td>" in page
    console = Console(record=True, width=200)
    drop_report.show(found, console)
    assert "always unsafe" in console.export_text()
