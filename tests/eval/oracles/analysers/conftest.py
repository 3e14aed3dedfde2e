from collections.abc import Callable

import pytest

from eval.oracles import analysers
from eval.oracles.analysers import Analysis, Source, tools
from eval.sandbox import bubblewrap


@pytest.fixture(scope="session")
def need() -> Callable[[str], None]:
    """Return what skips a test where an analyser cannot run."""

    def skip(name: str) -> None:
        if reason := bubblewrap.problem():
            pytest.skip(reason)
        if tools.find(name) is None:
            pytest.skip(tools.missing(name))

    return skip


@pytest.fixture(scope="session")
def analyse_all(need: Callable[[str], None]) -> Callable[[str, list[Source]], dict[str, Analysis]]:
    """Return what tells, by their ids, what an analyser makes of programs."""

    def analyse(name: str, programs: list[Source]) -> dict[str, Analysis]:
        need(name)
        chunks = analysers.analyse(name, programs, workers=2)
        return {analysis.program: analysis for chunk in chunks for analysis in chunk}

    return analyse
