import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from coveval_train import tables
from coveval_train.records import Task, Verdict
from coveval_train.runs import RunFolder
from eval.bench import benchmark, suite
from eval.bench.benchmark import Benchmark
from eval.bench.suite import Family
from eval.bench.targets import run_in
from eval.sandbox import bubblewrap
from eval.sandbox.session import Session
from eval.tasks import requests


@pytest.fixture(scope="session")
def sandbox() -> None:
    """Skip the test where no program can be executed."""
    if reason := bubblewrap.problem():
        pytest.skip(reason)


@pytest.fixture
def session(sandbox: None) -> Iterator[Session]:
    """A live sandbox."""
    with Session() as live:
        yield live


@pytest.fixture
def run_python(session: Session) -> Callable[..., str]:
    """Return what runs Python code, with arguments, in the sandbox and tells what it printed."""

    def run(code: str, *arguments: str) -> str:
        finished = run_in(session, [sys.executable, "-I", "-S", "-c", code, *arguments])
        assert finished.code == 0, finished.stderr
        return finished.stdout.strip()

    return run


@pytest.fixture(scope="session")
def families() -> list[Family]:
    """Every family of the embedded benchmark."""
    return suite.load()


@pytest.fixture(scope="session")
def eval_families(families: list[Family]) -> list[Family]:
    """The families that models are evaluated on."""
    return [family for family in families if family.about.split == "eval"]


@pytest.fixture(scope="session")
def eval_bench(eval_families: list[Family]) -> Benchmark:
    """What models are evaluated on."""
    return benchmark.embedded(eval_families)


@pytest.fixture
def run_folder(
    tmp_path: Path, eval_bench: Benchmark
) -> Callable[[list[Verdict], Sequence[Task]], RunFolder]:
    """Return what makes the folder of a run on some tasks that holds the given verdicts."""

    def make(verdicts: list[Verdict], tasks: Sequence[Task]) -> RunFolder:
        folder = RunFolder(tmp_path)
        asked = [*requests.build(eval_bench, tasks), *requests.proven(eval_bench)]
        tables.write(asked, folder.requests)
        tables.append(verdicts, folder.verdicts)
        return folder

    return make
