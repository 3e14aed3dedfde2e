"""An evolution that is killed at random instants, and started again by the same command."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chat_server import Reply, Server
from tests.data_gen.evolve.test_model_teacher import scholar

Serve = Callable[..., Server]
AMOUNTS = ["--cwe", "CWE-89", "--of-eval", "1", "--of-train", "2", "--rounds", "2"]
CONCURRENCY = 4
KILLS = 3
FILES = ("scenarios.jsonl", "rejected.jsonl", "programs.jsonl", "funnel.json", "report.html")


def command(teacher: str, out: Path) -> list[str]:
    start = [sys.executable, "-c", "from coveval_train.cli import main; main()", "data", "evolve"]
    start += ["--teacher", teacher, "--concurrency", str(CONCURRENCY)]
    return [*start, *AMOUNTS, "--out", str(out)]


def evolve(teacher: str, out: Path) -> None:
    subprocess.run(command(teacher, out), check=True, capture_output=True)


def kill(teacher: str, out: Path, when: Callable[[], bool]) -> None:
    """Start it, and kill it as soon as something has happened."""
    quiet = subprocess.DEVNULL
    running = subprocess.Popen(
        command(teacher, out), start_new_session=True, stdout=quiet, stderr=quiet
    )
    while not when():
        assert running.poll() is None, "it ended before it could be killed"
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def same(out: Path, whole: Path, *more: str) -> None:
    for name in (*FILES, *more):
        assert (out / name).read_bytes() == (whole / name).read_bytes(), name


@pytest.mark.slow
def test_a_model_is_asked_for_nothing_twice_that_it_has_answered(serve: Serve, tmp_path: Path):
    def unhurried(question: str, before: int) -> Reply:
        time.sleep(0.05)
        return scholar(question, before)

    server = serve(unhurried)
    teacher = f"{server.url},model"
    evolve(teacher, tmp_path / "whole")
    paid = Counter(asked(server))
    server.seen.clear()
    for enough in sorted(random.Random(0).sample(range(2, paid.total()), KILLS)):
        kill(teacher, tmp_path / "out", lambda enough=enough: len(asked(server)) >= enough)
    evolve(teacher, tmp_path / "out")
    same(tmp_path / "out", tmp_path / "whole", "answers.jsonl")
    again = Counter(asked(server))
    assert again.keys() == paid.keys()
    # Only what was on its way when the process died is lost.
    assert again.total() - paid.total() <= KILLS * CONCURRENCY


def asked(server: Server) -> list[tuple[str, object]]:
    """Return the questions with their seeds, without the one that each start begins with."""
    return [
        (seen.question, seen.fields.get("seed"))
        for seen in list(server.seen)
        if seen.question != server.seen[0].question
    ]


@pytest.mark.slow
def test_rules_end_in_the_same_files(tmp_path: Path):
    evolve("rules", tmp_path / "whole")
    lines = count(tmp_path / "whole")
    for enough in sorted(random.Random(1).sample(range(1, lines - 1), KILLS)):
        kill("rules", tmp_path / "out", lambda enough=enough: count(tmp_path / "out") >= enough)
    evolve("rules", tmp_path / "out")
    same(tmp_path / "out", tmp_path / "whole", "proofs.jsonl")


def count(folder: Path) -> int:
    """Return how many proofs there are."""
    path = folder / "proofs.jsonl"
    return path.read_bytes().count(b"\n") if path.exists() else 0
