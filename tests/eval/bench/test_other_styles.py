"""Correct programs of other styles, written from the incomplete programs alone.

Who wrote them saw neither the tests nor the references. They show that the tests judge what a
program does and not how it is written.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coveval_train.records import Outcome
from eval.bench import suite
from eval.bench.suite import Family
from eval.oracles.executable import execute
from eval.stages import workers

PROGRAMS = sorted((Path(__file__).parent / "other_styles").iterdir())


def test_there_are_enough_of_them(families: list[Family]) -> None:
    assert len(PROGRAMS) >= 30
    weaknesses = {suite.find(families, path.stem).about.cwe for path in PROGRAMS}
    assert len(weaknesses) == 18


@pytest.mark.slow
def test_all_are_functional_and_secure(families: list[Family], sandbox: None) -> None:
    def fault(path: Path) -> str | None:
        execution = execute(suite.find(families, path.stem), path.read_text())
        if execution.works and execution.outcome == Outcome.SECURE:
            return None
        return f"{path.name}: {execution.outcome.value}, {execution.detail}"

    with ThreadPoolExecutor(workers()) as pool:
        assert [found for found in pool.map(fault, PROGRAMS) if found] == []
