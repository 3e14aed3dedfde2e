"""Weights & Biases: online with a key, offline without one."""

import netrc
import os
from pathlib import Path
from typing import Any

import wandb
from transformers import TrainerCallback

PROJECT = "coveval-train"
_HOST = "api.wandb.ai"


def configure(output_dir: Path) -> None:
    """Set what W&B reads from the environment, where the user has not set it."""
    os.environ.setdefault("WANDB_PROJECT", PROJECT)
    os.environ.setdefault("WANDB_DIR", str(output_dir))
    if not _has_key():
        os.environ.setdefault("WANDB_MODE", "offline")


def _has_key() -> bool:
    if os.environ.get("WANDB_API_KEY"):
        return True
    try:
        return netrc.netrc().authenticators(_HOST) is not None
    except (OSError, netrc.NetrcParseError):
        return False


class Facts(TrainerCallback):
    """Put facts about a run, such as its mixture's fingerprint, beside its settings in W&B."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts

    def on_train_begin(self, *_: Any, **__: Any) -> None:
        if wandb.run is not None:
            wandb.run.config.update(self.facts, allow_val_change=True)
