import os
from pathlib import Path

import pytest

from coveval_train.train import tracking


@pytest.fixture(autouse=True)
def no_account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    names = ("WANDB_API_KEY", "WANDB_MODE", "WANDB_DIR", "WANDB_PROJECT")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    monkeypatch.setattr(os, "environ", kept | {"HOME": str(tmp_path)})


def test_without_a_key_runs_are_offline(tmp_path: Path) -> None:
    tracking.configure(tmp_path)
    assert os.environ["WANDB_MODE"] == "offline"
    assert os.environ["WANDB_DIR"] == str(tmp_path)


def test_with_a_key_the_mode_is_left_alone(tmp_path: Path) -> None:
    os.environ["WANDB_API_KEY"] = "0" * 40
    tracking.configure(tmp_path)
    assert "WANDB_MODE" not in os.environ


def test_a_netrc_entry_is_a_key(tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine api.wandb.ai login user password x\n")
    (tmp_path / ".netrc").chmod(0o600)
    tracking.configure(tmp_path)
    assert "WANDB_MODE" not in os.environ


def test_what_the_user_has_set_stays(tmp_path: Path) -> None:
    os.environ["WANDB_PROJECT"] = "mine"
    tracking.configure(tmp_path)
    assert os.environ["WANDB_PROJECT"] == "mine"
