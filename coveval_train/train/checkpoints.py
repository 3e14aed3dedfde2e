"""Checkpoints that can be trusted: whole ones to go on from, and saves that hold every weight."""

import json
import shutil
from pathlib import Path

from safetensors import safe_open

from coveval_train.errors import UserError

STATE = "trainer_state.json"


def last_complete(output_dir: Path) -> str | None:
    """Return the newest checkpoint that was written to its end, and remove torn ones.

    The trainer writes ``trainer_state.json`` last, so a checkpoint without it was cut short.
    """
    complete = []
    for folder in output_dir.glob("checkpoint-*"):
        try:
            step = json.loads((folder / STATE).read_text())["global_step"]
        except (OSError, ValueError, KeyError):
            shutil.rmtree(folder)
            continue
        complete.append((step, str(folder)))
    return max(complete)[1] if complete else None


def check_saved(folder: Path) -> int:
    """Return how many parameters a saved model or adapter holds.

    Raises:
        UserError: there are no weights, or a tensor is empty or not finite, as when a partitioned
            model (ZeRO-3, FSDP) was saved without being gathered.
    """
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise UserError(f"{folder}: no weights were saved")
    parameters, problems = 0, []
    for file in files:
        with safe_open(file, framework="pt") as tensors:
            for name in tensors.keys():  # noqa: SIM118
                tensor = tensors.get_tensor(name)
                parameters += tensor.numel()
                if tensor.numel() == 0 or not tensor.isfinite().all():
                    problems.append(f"{file}: {name} is empty or not finite")
    if problems:
        raise UserError(problems)
    return parameters
