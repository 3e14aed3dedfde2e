"""Real sweeps by the real command; only the trial is a stub."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

COVEVAL = Path(sys.executable).parent / "coveval"
STUB = Path(__file__).parents[1] / "stub.py"
Sweep = Callable[..., Path]


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def sweep(tmp_path: Path, journal: Path) -> Sweep:
    """Return what writes a sweep file over `x` of the stub."""

    def write(x: dict[str, Any], fixed: dict[str, Any] | None = None, **changes: Any) -> Path:
        constants = {"journal": str(journal)} | (fixed or {})
        loaded = {
            "program": str(STUB),
            "method": "grid",
            "metric": {"name": "score", "goal": "maximize"},
            "command": [sys.executable, "${program}", "${args}"],
            "parameters": {"x": x, **{name: {"value": each} for name, each in constants.items()}},
        }
        path = tmp_path / "sweep.yaml"
        path.write_text(yaml.safe_dump(loaded | changes))
        return path

    return write


def command(path: Path, *options: object) -> list[str]:
    words = [COVEVAL, "sweep", "run", path, "--out", path.parent / "out", "--json", *options]
    return list(map(str, words))


def run(path: Path, *options: object, status: int = 0) -> dict[str, Any]:
    done = subprocess.run(command(path, *options), capture_output=True, text=True, timeout=300)
    assert done.returncode == status, done.stderr[-2000:]
    return json.loads(done.stdout)


def ran(journal: Path) -> list[dict[str, Any]]:
    lines = journal.read_text().splitlines() if journal.exists() else []
    return [json.loads(line) for line in lines]


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_four_workers_run_every_point_of_a_grid_once(sweep: Sweep, journal: Path) -> None:
    path = sweep({"values": list(range(12))}, {"seconds": 0.1, "flag": True, "in": {"a": 1}})
    found = run(path, "--workers", 4)
    assert (found["finished"], found["failed"], found["left"]) == (12, {}, 0)
    assert found["best_value"] == 11
    assert sorted(each["x"] for each in ran(journal)) == list(range(12))
    assert all(each["flag"] is True and each["in"] == {"a": 1} for each in ran(journal))
    again = run(path, "--workers", 4)
    assert again == found
    assert len(ran(journal)) == 12


def test_a_killed_workers_trial_is_taken_over(sweep: Sweep, journal: Path) -> None:
    path = sweep({"values": list(range(6))}, {"seconds": 2})
    process = subprocess.Popen(command(path, "--workers", 4), stdout=subprocess.PIPE)
    assert process.stdout
    wait_for(lambda: len(ran(journal)) >= 4)
    trial = psutil.Process(ran(journal)[-1]["pid"])
    worker = trial.parent()
    assert worker and worker.pid != process.pid
    worker.kill()
    trial.kill()
    found = json.loads(process.stdout.read())
    assert process.wait() == 0
    assert (found["finished"], found["left"]) == (6, 0)
    # The one that was killed twice, all others once.
    assert sorted(Counter(each["x"] for each in ran(journal)).values()) == [1] * 5 + [2]


def test_a_trial_outlives_its_worker_and_is_not_run_beside_itself(
    sweep: Sweep, journal: Path
) -> None:
    path = sweep({"values": [1]}, {"seconds": 3})
    process = subprocess.Popen(command(path), start_new_session=True)
    wait_for(lambda: ran(journal))
    trial = psutil.Process(ran(journal)[0]["pid"])
    worker = trial.parent()
    assert worker
    worker.kill()
    process.kill()
    process.wait()
    assert alive(trial)
    found = run(path)
    assert found["finished"] == 1
    first, second = ran(journal)
    assert first["pid"] != second["pid"]
    assert not alive(trial)


def test_a_killed_sweep_goes_on_and_ends_the_same(
    sweep: Sweep, journal: Path, tmp_path: Path
) -> None:
    path = sweep({"min": 0.0, "max": 1.0}, {"seconds": 0.5}, method="random", run_cap=6)
    process = subprocess.Popen(command(path, "--workers", 2), start_new_session=True)
    wait_for(lambda: len(ran(journal)) >= 3)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    found = run(path, "--workers", 2)
    assert (found["finished"], found["left"]) == (6, 0)
    interrupted = {each["x"] for each in ran(journal)}
    (tmp_path / "out").rename(tmp_path / "interrupted")
    journal.unlink()
    assert run(path, "--workers", 3) == found
    assert {each["x"] for each in ran(journal)} == interrupted
    assert len(interrupted) == 6


def test_stopping_a_sweep_stops_its_trials(sweep: Sweep, journal: Path) -> None:
    path = sweep({"values": [1, 2]}, {"seconds": 60})
    process = subprocess.Popen(command(path, "--workers", 2), start_new_session=True)
    wait_for(lambda: len(ran(journal)) == 2)
    trials = [psutil.Process(each["pid"]) for each in ran(journal)]
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(60) != 0
    wait_for(lambda: not any(map(alive, trials)))


def test_a_failed_trial_keeps_its_reason_and_is_tried_again_alone(
    sweep: Sweep, journal: Path
) -> None:
    path = sweep({"values": [1, 2, 3]}, {"fails": 2})
    found = run(path, status=1)
    assert found["finished"] == 2
    assert found["failed"] == {"1": "exit status 1: error: x is 2"}
    assert run(path, status=1) == found
    assert len(ran(journal)) == 3
    retried = run(path, "--retry-failed", status=1)
    assert retried["failed"] == {"3": "exit status 1: error: x is 2"}
    assert [each["x"] for each in ran(journal)] == [1, 2, 3, 2]


def test_a_sweep_that_only_fails_gives_up(sweep: Sweep, journal: Path) -> None:
    path = sweep({"values": [1] * 6}, {"fails": 1})
    found = run(path, status=1)
    assert len(found["failed"]) == 3
    assert found["left"] == 3


def test_a_trial_without_a_figure_has_failed(sweep: Sweep) -> None:
    path = sweep({"values": [1]}, metric={"name": "other", "goal": "minimize"})
    assert run(path, status=1)["failed"] == {"0": "it ended without a figure of other"}


def test_hyperband_ends_the_worse_trials_early(sweep: Sweep, journal: Path) -> None:
    path = sweep(
        {"values": [9, 1, 2, 8, 3, 10]},
        {"seconds": 2, "steps": 4},
        early_terminate={"type": "hyperband", "min_iter": 1, "eta": 2},
    )
    found = run(path)
    # 1, 2 and 3 at the first rung, 8 at the second, where it is not the better half of two.
    assert found["ended_early"] == 4
    assert found["finished"] == 2
    assert found["best_value"] == 10


def test_a_bayesian_search_is_of_its_seed_and_finds_better(sweep: Sweep, journal: Path) -> None:
    path = sweep({"min": 0.0, "max": 1.0}, method="bayes", run_cap=14)
    found = run(path)
    drawn = [each["x"] for each in ran(journal)]
    assert len(drawn) == 14
    assert found["best_value"] == max(drawn)
    # The first ten are random.
    assert sum(drawn[10:]) / 4 > sum(drawn[:10]) / 10


def test_a_folder_of_another_sweep_is_refused(sweep: Sweep) -> None:
    run(sweep({"values": [1]}))
    done = subprocess.run(command(sweep({"values": [2]})), capture_output=True, text=True)
    assert done.returncode == 2
    assert "holds a run with other settings" in done.stderr
