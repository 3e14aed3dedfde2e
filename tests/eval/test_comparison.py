"""Two runs side by side: what is established, and what is not."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from coveval_train import runs, tables
from coveval_train.errors import UserError
from coveval_train.records import Label, Outcome, Request, Task, Verdict
from coveval_train.runs import RunFolder
from eval import comparison
from eval.bench.benchmark import Benchmark
from eval.stages import ANSWER
from eval.tasks import requests

Answer = Callable[[Request, int], Outcome]


def truth(request: Request, index: int) -> Outcome:
    return Outcome(str(request.label))


def unsafe(request: Request, index: int) -> Outcome:
    return Outcome.VULNERABLE


def mostly(share: float, seed: int) -> Answer:
    """Answers that are right this often, in whole families."""
    rng = np.random.default_rng(seed)
    right: dict[str, bool] = {}

    def answer(request: Request, index: int) -> Outcome:
        lucky = right.setdefault(request.family, rng.random() < share)
        other = Outcome.SECURE if request.label == Label.VULNERABLE else Outcome.VULNERABLE
        return truth(request, index) if lucky else other

    return answer


@pytest.fixture
def make_run(tmp_path: Path, eval_bench: Benchmark) -> Callable[..., Path]:
    """Return what makes a finished detection run under a name."""

    def make(name: str, answer: Answer, **settings: object) -> Path:
        folder = runs.open_run(tmp_path / name, settings)
        asked = requests.build(eval_bench, [Task.DETECTION])
        tables.write(asked, folder.requests)
        tables.append(
            [
                Verdict(request=row.id, judge=ANSWER, outcome=answer(row, index))
                for index, row in enumerate(asked)
            ],
            folder.verdicts,
        )
        return folder.path

    return make


def test_a_large_difference_is_established(make_run: Callable[..., Path]) -> None:
    pair = comparison.compare(make_run("base", unsafe), make_run("tuned", truth))
    (found,) = pair.comparisons
    assert (found.first, found.second, found.difference.value) == (0.5, 1, 0.5)
    assert found.p_adjusted < 0.01
    assert found.mcnemar
    assert (found.mcnemar.only_first, found.mcnemar.only_second) == (0, found.n // 2)
    assert "tuned is above base by 0.50" in found.sentence
    assert "established" in found.sentence


def test_the_same_answers_do_not_differ(make_run: Callable[..., Path]) -> None:
    pair = comparison.compare(make_run("a", unsafe), make_run("b", unsafe))
    (found,) = pair.comparisons
    assert (found.difference.value, found.p_adjusted) == (0, 1)
    assert found.difference.detectable is None
    assert found.sentence.endswith("the runs do not differ in a single family.")


def test_a_small_difference_is_not_established(make_run: Callable[..., Path]) -> None:
    pair = comparison.compare(make_run("a", mostly(0.5, 1)), make_run("b", mostly(0.52, 2)))
    (found,) = pair.comparisons
    assert found.difference.low < 0 < found.difference.high
    assert "no difference is established" in found.sentence
    assert found.difference.detectable is not None
    assert f"below {found.difference.detectable:.2f} would be missed" in found.sentence


def test_other_settings_and_prompts_are_noted(
    make_run: Callable[..., Path],
) -> None:
    first, second = make_run("a", truth, samples=1), make_run("b", truth, samples=2)
    rows = tables.read(RunFolder(second).requests, Request)
    older = [row.model_copy(update={"prompt": "detection@0"}) for row in rows]
    tables.write(older, RunFolder(second).requests)
    notes = comparison.compare(first, second).notes
    assert notes[0] == "samples differs: 1 and 2"
    assert notes[1].startswith("the prompts differ: detection@1 and detection@0")


def test_runs_about_different_items_are_refused(make_run: Callable[..., Path]) -> None:
    first, second = make_run("a", truth), make_run("b", truth)
    rows = tables.read(RunFolder(second).requests, Request)
    tables.write(rows[1:], RunFolder(second).requests)
    with pytest.raises(UserError, match="asked about different items in detection"):
        comparison.compare(first, second)
