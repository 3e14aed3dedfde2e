"""`coveval runs` on a run that `coveval eval` has registered."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from coveval_train.cli import build_app
from coveval_train.errors import UserError
from eval.registry import again, store

COVEVAL = Path(sys.executable).parent / "coveval"
ASKED = ("--tasks", "detection", "--cwe", "CWE-89", "--limit", "1", "--answers", "likelihood")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "one"
    line = [COVEVAL, "eval", tiny_model, "--out", out, *ASKED]
    subprocess.run(list(map(str, line)), check=True, capture_output=True, timeout=300)
    return out


def call(*words: object) -> Result:
    return CliRunner().invoke(build_app(), ["runs", *map(str, words)])


def test_an_evaluation_is_listed_shown_tagged_and_exported(
    run: Path, tiny_model: Path, tmp_path: Path
) -> None:
    # The registry is one for all tests of a session, and the model too.
    listed = json.loads(call("list", "--model", tiny_model, "--json").stdout)
    [found] = [one for one in listed if one["folder"] == str(run.resolve())]
    assert found["figures"][0]["metric"] == "balanced_accuracy"
    assert found["id"] in call("list").stdout
    assert call("tag", found["id"][:8], "baseline", "paper").exit_code == 0
    assert call("tag", found["id"][:8], "paper", "--remove").exit_code == 0
    shown = json.loads(call("show", found["id"], "--json").stdout)
    assert shown["tags"] == ["baseline"]
    assert {"balanced_accuracy", "f1", "mcc"} <= {one["metric"] for one in shown["figures"]}
    assert shown["settings"]["by_likelihood"] is True
    assert "balanced_accuracy" in call("show", found["id"]).stdout

    assert call("export", "--out", tmp_path / "runs.csv", "--tag", "baseline").exit_code == 0
    [row] = csv.DictReader((tmp_path / "runs.csv").read_text().splitlines())
    assert (row["run"], row["task"], row["tags"]) == (found["id"], "detection", "baseline")
    assert float(row["low"]) <= float(row["value"]) <= float(row["high"])
    assert call("export", "--out", tmp_path / "runs.json").exit_code == 0
    rows = json.loads((tmp_path / "runs.json").read_text())
    assert [one["n"] for one in rows if one["run"] == found["id"]] == [int(row["n"])]


def test_runs_made_elsewhere_are_added(run: Path, tmp_path: Path) -> None:
    registry = tmp_path / "other.db"
    assert call("add", run, "--registry", registry).exit_code == 0
    [found] = store.entries(registry)
    assert found.folder == str(run.resolve())


def test_what_is_wrong_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = call("add", tmp_path / "a", tmp_path / "b", "--registry", tmp_path / "runs.db")
    assert isinstance(failed.exception, UserError)
    assert len(failed.exception.problems) == 2
    assert "ends in neither" in str(call("export", "--out", "runs.txt").exception)
    monkeypatch.setenv("COVEVAL_REGISTRY", "")
    assert "turns the registry off" in str(call("list").exception)


def test_a_registry_that_cannot_be_written_costs_no_run(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COVEVAL_REGISTRY", str(tmp_path / "file/runs.db"))
    line = [COVEVAL, "eval", tiny_model, "--out", tmp_path / "one", *ASKED]
    done = subprocess.run(list(map(str, line)), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0
    assert "not registered: " in done.stderr
    assert "balanced_accuracy" in done.stdout


def test_a_model_is_evaluated_again_as_its_baseline_was(tiny_model: Path, tmp_path: Path) -> None:
    """From another folder, with relative paths in the first call."""
    registry = tmp_path / "again.db"
    (tmp_path / "tiny").symlink_to(tiny_model)
    line = [COVEVAL, "eval", "tiny", "--out", "one", *ASKED]
    subprocess.run(
        list(map(str, line)),
        check=True,
        capture_output=True,
        timeout=300,
        cwd=tmp_path,
        env=os.environ | {"COVEVAL_REGISTRY": str(registry)},
    )
    out = tmp_path / "two"
    done = call("drift", "tiny", "--again", out, "--registry", registry, "--json")
    assert done.exit_code == 0, done.exception
    [series] = json.loads(done.stdout)["series"]
    assert [Path(one["folder"]).name for one in series["runs"]] == ["one", "two"]
    [change] = series["changes"]
    assert change["flips"] == []
    assert change["p_adjusted"] == 1
    assert (out / "verdicts.jsonl").read_text() == (tmp_path / "one/verdicts.jsonl").read_text()
    manifest = tmp_path / "one/run.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"command": None}))
    failed = call("drift", "tiny", "--again", tmp_path / "three", "--registry", registry)
    assert "says no call of 'coveval eval'" in str(failed.exception)
    failed = call("drift", "tiny", "--since", "spring", "--registry", registry)
    assert "'spring' is no day" in str(failed.exception)


@pytest.mark.parametrize(
    "words",
    [
        ["eval", "m", "--out", "a", "--limit", "1"],
        ["eval", "m", "--limit", "1", "--out=a"],
    ],
)
def test_a_command_s_folder_is_replaced(words: list[str]) -> None:
    found = again.words_with(words, Path("/b"))
    assert found == ["eval", "m", "--limit", "1", "--out", "/b"]
