"""Runs of which the answers and the verdicts are known."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coveval_train import runs, tables
from coveval_train.records import Outcome, Response, Task, Verdict
from eval.bench.benchmark import Benchmark
from eval.tasks import requests


@pytest.fixture
def make_run(tmp_path: Path, eval_bench: Benchmark) -> Callable[..., Path]:
    """Return what makes a finished run of completions and repairs by a model of a name.

    Every seventh answer holds no code. One judge calls every second program vulnerable, the other
    every third, so that they differ on half of them.
    """

    def make(name: str) -> Path:
        folder = runs.open_run(tmp_path / name, {"model": {"base": name}})
        asked = requests.build(eval_bench, [Task.COMPLETION, Task.REPAIR, Task.DETECTION])
        tables.write(asked, folder.requests)
        code = [one for one in asked if one.task != Task.DETECTION]
        texts = [
            "I cannot." if number % 7 == 6 else f"```\n{name} {one.item} {one.task}\n```"
            for number, one in enumerate(code)
        ]
        tables.append(
            [
                Response(request=one.id, text=text, tokens=1, finish="stop")
                for one, text in zip(code, texts, strict=True)
            ],
            folder.responses,
        )
        tables.append(
            [
                Verdict(request=one.id, judge=judge, outcome=outcome(number, every))
                for judge, every in (("first", 2), ("second", 3))
                for number, one in enumerate(code)
            ],
            folder.verdicts,
        )
        return folder.path

    def outcome(number: int, every: int) -> Outcome:
        return Outcome.VULNERABLE if number % every == 0 else Outcome.SECURE

    return make
