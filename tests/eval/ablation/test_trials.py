import json
from pathlib import Path

import pytest

from coveval_train.errors import UserError
from eval.ablation import trials
from eval.ablation.trials import FILE, Trial

TRIAL = Trial("abc", {"sc": 1.0}, "plain", 0, {"seed": 0}, {})


def state(folder: Path) -> str:
    return json.loads((folder / FILE).read_text())["state"]


def failing(folder: Path, error: UserError) -> str:
    """Return the state while a trial runs that then fails."""
    seen = ""

    def run() -> None:
        nonlocal seen
        with trials.recorded(TRIAL, folder, main=True):
            seen = state(folder)
            raise error

    with pytest.raises(UserError):
        run()
    return seen


def test_a_trial_is_running_until_it_has_failed(tmp_path: Path) -> None:
    assert failing(tmp_path, UserError(["a is wrong", "b too"])) == "running"
    assert state(tmp_path) == "failed"
    assert trials.read(tmp_path)[0].reason == "a is wrong; b too"


def test_another_start_does_not_touch_a_finished_trial(tmp_path: Path) -> None:
    trials.write(Trial("abc", {"sc": 1.0}, "plain", 0, {}, {}, "finished"), tmp_path)
    assert failing(tmp_path, UserError("the data has changed")) == "finished"
    assert state(tmp_path) == "finished"


def test_only_one_process_writes(tmp_path: Path) -> None:
    with trials.recorded(TRIAL, tmp_path / "none", main=False):
        assert not (tmp_path / "none").exists()


def test_where_a_sweep_is_does_not_tell_its_trials_apart() -> None:
    one = trials.digest({"seed": 1, "output_dir": "a"})
    assert one == trials.digest({"output_dir": "b", "seed": 1})
    assert one != trials.digest({"seed": 2, "output_dir": "a"})
