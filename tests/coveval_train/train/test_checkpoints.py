import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from coveval_train.errors import UserError
from coveval_train.train import checkpoints


def checkpoint(folder: Path, step: int, state: str | None) -> None:
    path = folder / f"checkpoint-{step}"
    path.mkdir()
    (path / "adapter_model.safetensors").write_bytes(b"")
    if state is not None:
        (path / checkpoints.STATE).write_text(state)


def test_the_newest_whole_checkpoint_wins_and_torn_ones_go(tmp_path: Path) -> None:
    for step in (2, 10):
        checkpoint(tmp_path, step, json.dumps({"global_step": step}))
    checkpoint(tmp_path, 12, '{"global_st')
    checkpoint(tmp_path, 14, None)
    assert checkpoints.last_complete(tmp_path) == str(tmp_path / "checkpoint-10")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint-10", "checkpoint-2"]


def test_an_empty_folder_has_no_checkpoint(tmp_path: Path) -> None:
    assert checkpoints.last_complete(tmp_path) is None


def test_saved_parameters_are_counted(tmp_path: Path) -> None:
    save_file({"a": torch.ones(3, 4), "b": torch.ones(5)}, tmp_path / "model.safetensors")
    assert checkpoints.check_saved(tmp_path) == 17


@pytest.mark.parametrize("fault", [torch.empty(0), torch.tensor([float("nan")])])
def test_an_empty_shard_is_a_problem(tmp_path: Path, fault: torch.Tensor) -> None:
    save_file({"good": torch.ones(2), "bad": fault}, tmp_path / "model.safetensors")
    with pytest.raises(UserError, match="bad is empty or not finite"):
        checkpoints.check_saved(tmp_path)


def test_no_weights_are_a_problem(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no weights"):
        checkpoints.check_saved(tmp_path)
