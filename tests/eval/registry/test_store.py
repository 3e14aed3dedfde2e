"""The registry's file: what it keeps, and that neither a kill nor two writers harm it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from coveval_train import runs
from coveval_train.errors import UserError
from coveval_train.runs import RunFolder
from eval.metrics.bootstrap import Estimate
from eval.registry import store
from eval.scores import Score

MODEL = {"base": "org/model", "adapter": None, "revision": "abc"}


def score(task: str, value: float) -> Score:
    return Score(
        task=task,
        judge="executable",
        n=9,
        samples=1,
        families=9,
        outcomes={},
        metrics={"first": Estimate(value, 0.0, 1.0), "second": Estimate(0.5, 0.4, 0.6)},
        baselines={},
        by_cwe={},
        by_language={},
        by_origin={},
        evolved_minus_seed=None,
    )


def finished(path: Path, when: int = 0, **settings: object) -> RunFolder:
    folder = runs.open_run(path, {"model": MODEL, "prompts": {"completion@1": "x"}} | settings)
    folder.verdicts.touch()
    os.utime(folder.verdicts, (when, when))
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data/runs.db"


def test_a_run_is_known_with_its_model_settings_and_figures(file: Path, tmp_path: Path) -> None:
    run = store.record(file, finished(tmp_path / "one", 86_400), [score("completion", 0.25)])
    [found] = store.entries(file)
    assert (found.id, found.model) == (run, "org/model@abc")
    assert found.finished == "1970-01-02T00:00:00+00:00"
    assert found.folder == str(tmp_path / "one")
    assert found.settings["prompts"] == {"completion@1": "x"}
    assert found.versions["coveval-train"]
    [figure] = found.figures
    assert (figure.metric, figure.n, figure.estimate) == ("first", 9, Estimate(0.25, 0.0, 1.0))
    whole = store.entry(file, run[:6])
    assert [one.metric for one in whole.figures] == ["first", "second"]


def test_scored_again_a_run_is_renewed_and_keeps_its_tags(file: Path, tmp_path: Path) -> None:
    folder = finished(tmp_path / "one")
    run = store.record(file, folder, [score("completion", 0.25), score("repair", 0.5)])
    store.tag(file, run, ["baseline", "paper"])
    store.tag(file, run, [], ["paper"])
    assert store.record(file, folder, [score("completion", 0.75)]) == run
    [found] = store.entries(file)
    assert found.tags == ("baseline",)
    assert [one.estimate.value for one in found.figures] == [0.75]


def test_another_run_in_the_same_folder_is_another_run(file: Path, tmp_path: Path) -> None:
    folder = finished(tmp_path / "one")
    first = store.record(file, folder, [])
    folder.manifest.unlink()
    assert store.record(file, finished(tmp_path / "one", samples=2), []) != first
    assert len(store.entries(file)) == 2


def test_runs_are_found_by_model_and_tag_the_latest_first(file: Path, tmp_path: Path) -> None:
    served = {"base_url": "http://localhost:1/v1", "model": "served"}
    ids = [
        store.record(file, finished(tmp_path / str(when), when, model=model), [])
        for when, model in enumerate((MODEL, served, MODEL))
    ]
    store.tag(file, ids[0], ["old"])
    assert [one.id for one in store.entries(file)] == ids[::-1]
    assert [one.id for one in store.entries(file, "org/")] == [ids[2], ids[0]]
    assert [one.id for one in store.entries(file, "org/", most=1)] == [ids[2]]
    assert [one.id for one in store.entries(file, tagged="old")] == [ids[0]]
    assert store.entries(file, "served")[0].model == "served at http://localhost:1/v1"


def test_an_id_that_is_none_or_several_is_told(file: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no registry yet"):
        store.entries(file)
    for number in range(20):
        store.record(file, finished(tmp_path / str(number)), [])
    with pytest.raises(UserError, match="no run has this id"):
        store.entry(file, "zzz")
    with pytest.raises(UserError, match="20 runs begin so"):
        store.entry(file, "")


def test_what_is_no_registry_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("hello\n" * 1000)
    with pytest.raises(UserError, match="not a registry that can be used"):
        store.entries(tmp_path / "file")
    with pytest.raises(UserError, match="not a registry that can be used"):
        store.record(tmp_path / "file/runs.db", finished(tmp_path / "run"), [])


def test_the_file_is_where_the_user_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COVEVAL_REGISTRY", "")
    assert store.default_path() is None
    monkeypatch.delenv("COVEVAL_REGISTRY")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert store.default_path() == tmp_path / "coveval-train/runs.db"


def test_ten_thousand_runs_are_listed(file: Path, tmp_path: Path) -> None:
    scores = [score("completion", 0.5), score("repair", 0.5)]
    fill(file, store.record(file, finished(tmp_path / "run"), scores), 10_000)
    found = store.entries(file)
    assert len(found) == 10_001
    assert all(len(one.figures) == 2 for one in found)
    assert len(store.entries(file, most=5)) == 5


def fill(file: Path, run: str, number: int) -> None:
    """Copy a run's rows, which is faster than to register so many."""
    with sqlite3.connect(file) as database:
        for index in range(number):
            name = f"copy{index}"
            database.execute(
                "INSERT INTO runs SELECT ?, folder, model, finished, settings, versions "
                "FROM runs WHERE id = ?",
                (name, run),
            )
            database.execute(
                "INSERT INTO scores SELECT ?, task, judge, metric, place, n, value, low, high "
                "FROM scores WHERE run = ?",
                (name, run),
            )


WRITER = """
import sys
from pathlib import Path
from coveval_train.runs import RunFolder
from eval.registry import store
from tests.eval.registry.test_store import finished, score
file, name, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for index in range(number):
    folder = finished(file.parent.parent / f"{name}{index}")
    store.record(file, folder, [score("completion", 0.5), score("repair", 0.5)])
    print(index, flush=True)
"""


def writers(file: Path, number: int, names: Sequence[str]) -> list[subprocess.Popen[str]]:
    line = [sys.executable, "-c", WRITER, str(file)]
    return [
        subprocess.Popen([*line, name, str(number)], stdout=subprocess.PIPE, text=True)
        for name in names
    ]


@pytest.mark.slow
def test_writers_at_once_lose_nothing(file: Path) -> None:
    for process in writers(file, 40, ("a", "b", "c")):
        process.communicate(timeout=200)
        assert process.returncode == 0
    found = store.entries(file)
    assert len(found) == 120
    assert all(len(one.figures) == 2 for one in found)


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_whole_runs(file: Path) -> None:
    for round_ in range(5):
        [process] = writers(file, 10_000, [f"round{round_}-"])
        assert process.stdout
        process.stdout.readline()
        time.sleep(0.013 * round_)
        process.send_signal(signal.SIGKILL)
        told = process.stdout.read().count("\n") + 1
        process.wait()
        found = [one for one in store.entries(file) if f"/round{round_}-" in one.folder]
        # What was told is there; the one after it is there whole or not at all.
        assert len(found) in (told, told + 1)
        assert all(len(one.figures) == 2 for one in found)
    with sqlite3.connect(file) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
