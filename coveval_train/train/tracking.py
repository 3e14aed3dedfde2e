"""Weights & Biases: online with a key, offline without one."""

import netrc
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import wandb
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from transformers.integrations.integration_utils import rewrite_logs

from coveval_train.reporting import report

PROJECT = "coveval-train"
_HOST = "api.wandb.ai"


def configure(output_dir: Path) -> None:
    """Set what W&B reads from the environment, where the user has not set it."""
    os.environ.setdefault("WANDB_PROJECT", PROJECT)
    os.environ.setdefault("WANDB_DIR", str(output_dir))
    if not _has_key():
        os.environ.setdefault("WANDB_MODE", "offline")


def identify(run: str) -> None:
    """Let W&B know a run by this id, whichever start it is, unless its agent has named it."""
    os.environ.setdefault("WANDB_RUN_ID", run)
    os.environ.setdefault("WANDB_RESUME", "allow")


def finish(figures: Mapping[str, float], facts: Mapping[str, Any]) -> None:
    """Give W&B the figures that a run came to, one by one and as a table, and close the run.

    Args:
        facts: what to put beside the run's settings.
    """
    run = wandb.run or wandb.init()
    run.config.update(dict(facts), allow_val_change=True)
    table = wandb.Table(["figure", "value"])
    for name, value in figures.items():
        table.add_data(name, value)
    run.log({**figures, "coveval/figures": table})
    run.finish()


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


class Report(TrainerCallback):
    """Report what the trainer logs, under the names that W&B has for it."""

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **_: Any,
    ) -> None:
        """See `transformers.TrainerCallback`."""
        if state.is_world_process_zero:
            report(rewrite_logs(logs or {}), state.global_step)
