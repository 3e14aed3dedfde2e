"""Control groups: on plain folders everywhere, and for real where this machine allows it."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.sandbox import cgroup


@pytest.fixture
def group() -> Iterator[cgroup.Cgroup]:
    made = cgroup.create()
    if made is None:
        pytest.skip("no control group can be made on this machine")
    yield made
    made.remove()


def test_a_plain_folder_is_not_taken_for_a_control_group(tmp_path: Path) -> None:
    # Where control groups are not mounted, /sys/fs/cgroup may be an ordinary folder in memory.
    assert cgroup._make([(tmp_path / "coveval-1-x", {"pids.max": 5})]) is None
    assert list(tmp_path.iterdir()) == []


def test_groups_of_processes_that_are_gone_are_removed(tmp_path: Path) -> None:
    (tmp_path / "coveval-999999999-abc").mkdir()
    (tmp_path / "coveval-1-abc").mkdir()
    (tmp_path / "other").mkdir()
    cgroup._remove_stale([(tmp_path, {})])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["coveval-1-abc", "other"]


def test_a_process_enters_with_its_arguments_as_they_are(group: cgroup.Cgroup) -> None:
    command = group.enter(["/bin/sh", "-c", 'cat /proc/self/cgroup; echo "$0 $1"', "a b", "$(c)"])
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert all(folder.name in done.stdout for folder in group.folders)
    assert done.stdout.endswith("a b $(c)\n")


def test_the_number_of_tasks_is_capped(group: cgroup.Cgroup) -> None:
    script = f"for i in $(seq {cgroup.TASKS + 50}); do sleep 2 & done; wait"
    done = subprocess.run(group.enter(["/bin/sh", "-c", script]), capture_output=True, text=True)
    assert "fork" in done.stderr.lower()


def test_a_removed_group_is_gone(group: cgroup.Cgroup) -> None:
    process = subprocess.Popen(group.enter(["/bin/sleep", "60"]))
    time.sleep(0.1)
    process.kill()
    process.wait()
    group.remove()
    assert not any(folder.exists() for folder in group.folders)
