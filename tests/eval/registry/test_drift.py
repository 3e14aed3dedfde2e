"""Runs of one model at different times, with known verdicts."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from coveval_train import runs, tables
from coveval_train.errors import UserError
from coveval_train.records import Label, Outcome, Program, Task, Verdict
from eval import pipeline, scores
from eval.bench.benchmark import Benchmark
from eval.registry import drift_report, store
from eval.registry.drift import drift
from eval.registry.store import Entry
from eval.stages import ANSWER
from eval.tasks import requests

Answer = Callable[[Program], Outcome]
MakeRun = Callable[..., Entry]


def right(program: Program) -> Outcome:
    return Outcome(program.label.value)


def always_unsafe(program: Program) -> Outcome:
    return Outcome.VULNERABLE


@pytest.fixture
def make(tmp_path: Path, eval_bench: Benchmark) -> MakeRun:
    """Return what registers a run of detection with known answers."""
    file, made = tmp_path / "runs.db", []

    def run(answer: Answer, **settings: object) -> Entry:
        path = tmp_path / str(len(made))
        asked = {"model": {"base": "m"}, "model_fingerprint": "a"}
        folder = runs.open_run(path, dict.fromkeys(pipeline.ASKED) | asked | settings)
        made.append(path)
        questions = requests.build(eval_bench, [Task.DETECTION])
        tables.write(questions, folder.requests)
        verdicts = [
            Verdict(request=one.id, judge=ANSWER, outcome=answer(eval_bench.labelled[one.item]))
            for one in questions
        ]
        tables.append(verdicts, folder.verdicts)
        known = store.entry(file, store.record(file, folder, scores.score(folder)))
        return replace(known, finished=f"2026-01-{len(made):02d}", figures=known.figures[:1])

    return run


def test_runs_with_the_same_answers_show_no_change(make: MakeRun) -> None:
    found = drift([make(always_unsafe), make(always_unsafe)])
    [series] = found.series
    [change] = series.changes
    assert change.flips == []
    assert not change.established and change.p_adjusted == 1
    assert "All runs are of the same weights." in series.notes


def test_a_change_is_found_with_what_flipped(make: MakeRun, eval_bench: Benchmark) -> None:
    first, second = make(right), make(always_unsafe, model_fingerprint="b")
    [series] = drift([second, first]).series
    assert series.baseline == first.id
    [change] = series.changes
    assert change.run == second.id
    assert change.established
    assert change.found.difference.value == pytest.approx(-0.5)
    secure = sum(program.label == Label.SECURE for program in eval_bench.labelled.values())
    assert len(change.flips) == secure
    assert not any(flip.now_right for flip in change.flips)
    assert "The weights behind this name are 2 different ones." in series.notes


def test_the_tagged_run_is_the_baseline(make: MakeRun) -> None:
    first, second, third = make(always_unsafe), make(right), make(right)
    [series] = drift([first, replace(second, tags=("baseline",)), third]).series
    assert series.baseline == second.id
    changed = {change.run: change.established for change in series.changes}
    assert changed == {first.id: True, third.id: False}


def test_runs_of_other_prompts_are_never_mixed(make: MakeRun) -> None:
    old = [make(right, prompts={"detection@1": "x"}) for _ in range(2)]
    new = make(always_unsafe, prompts={"detection@2": "y"})
    found = drift([*old, new])
    assert [len(series.runs) for series in found.series] == [2, 1]
    assert "prompts differ" in found.notes[0] and "2 series" in found.notes[0]
    assert not any(change.established for series in found.series for change in series.changes)


def test_a_run_whose_folder_is_gone_is_still_in_the_chart(make: MakeRun) -> None:
    first, second = make(right), make(always_unsafe)
    shutil.rmtree(second.folder)
    [series] = drift([first, second]).series
    assert series.changes == []
    assert any(note.startswith(f"{second.id}: not compared") for note in series.notes)
    assert [run for run, _ in series.charts[0].points] == [first.id, second.id]


def test_the_last_run_is_held_against_the_limits(make: MakeRun, tmp_path: Path) -> None:
    found = drift([*(make(right) for _ in range(5)), make(always_unsafe)])
    [chart] = found.series[0].charts
    assert chart.limits and chart.limits.out(chart.points[-1][1].estimate.value)
    assert "is out of the limits 1.000 to 1.000" in drift_report.outside(chart)
    console = Console(record=True, width=150)
    drift_report.show(found, console)
    assert "is out of the limits" in console.export_text()
    page = drift_report.write("<b>m</b>", found, tmp_path / "report").read_text()
    assert "<b>m" not in page
    assert page.count("<svg") == 1
    assert page.count("now wrong</li>") == len(found.series[0].changes[-1].flips)


def test_one_run_is_no_series(make: MakeRun) -> None:
    with pytest.raises(UserError, match="1 runs of this model are registered"):
        drift([make(right)])


def test_periods_are_held_against_each_other_item_by_item(
    make: MakeRun, eval_bench: Benchmark
) -> None:
    """Of three runs before one is right: each item of a secure program was right one time in three.

    So balanced accuracy was (1 + 1/3) / 2 before and is 1 since.
    """
    found = [make(always_unsafe), make(right), make(always_unsafe), make(right), make(right)]
    [series] = drift(found, "2026-01-04").series
    [period] = series.periods
    assert period.first == pytest.approx(2 / 3)
    assert period.second == 1
    assert period.difference.value == pytest.approx(1 / 3)
    assert period.p_adjusted < 0.01
    assert "3 runs before 2026-01-04" in period.sentence
    assert period.mcnemar is None
    assert drift(found).series[0].periods == []


def test_periods_take_runs_on_both_sides(make: MakeRun) -> None:
    found = [make(right), make(right)]
    with pytest.raises(UserError, match="no series has runs before 2025-01-01"):
        drift(found, "2025-01-01")


def test_periods_that_cannot_be_compared_are_told(make: MakeRun) -> None:
    first, second = make(right), make(right)
    shutil.rmtree(second.folder)
    [series] = drift([first, second], second.finished).series
    assert series.periods == []
    assert any(note.startswith("the periods are not compared") for note in series.notes)
