"""A trial's process: the command that W&B's agent would run, and what it reports meanwhile."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from coveval_train.reporting import METRICS_FILE
from eval.ablation.sweep_file import Sweep, nested

GRACE = 30
"""Seconds that a trial has to end by itself before it is killed; W&B's agent gives as many."""


def command(sweep: Sweep, values: Mapping[str, Any]) -> list[str]:
    """Return the words of a trial's command, made by W&B's own rules.

    Args:
        values: parameters by their names, those inside others joined with dots.
    """
    from wandb.sdk.launch.sweeps import utils

    words = utils.create_sweep_command(list(sweep.command))
    args = {name: {"value": value} for name, value in nested(values).items()}
    macros: dict[str, Any] = utils.create_sweep_command_args({"args": args})
    macros |= {"env": ["/usr/bin/env"], "interpreter": ["python"], "program": [sweep.program]}
    found: list[str] = []
    for word in words:
        name = word[2:-1] if word.startswith("${") and word.endswith("}") else None
        found += macros.get(name, []) if name else [word]
    return found


class Running:
    """A trial's process.

    Args:
        words: its command.
        metrics: the file to which it appends what it measures.
        log: the file that its output is appended to.
        lock: a file descriptor that lives on in the process.
    """

    def __init__(self, words: list[str], metrics: Path, log: Path, lock: int) -> None:
        # What is installed beside this Python, as `accelerate` is, need not be on the PATH.
        path = f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}"
        environment = os.environ | {METRICS_FILE: str(metrics.absolute()), "PATH": path}
        self.metrics = metrics
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                words, env=environment, stdout=output, stderr=output, pass_fds=[lock]
            )

    @property
    def ended(self) -> int | None:
        """The exit status, or None while it runs."""
        return self.process.poll()

    def values(self, metric: str) -> dict[int, float]:
        """Return what it reported of a metric so far, by step."""
        return reported(self.metrics, metric)

    def stop(self) -> None:
        """End it and all that it started; what does not end by itself is killed."""
        try:
            tree = [psutil.Process(self.process.pid)]
            tree += tree[0].children(recursive=True)
        except psutil.NoSuchProcess:
            return
        for each in tree:
            _signal(each, signal.SIGTERM)
        _, alive = psutil.wait_procs(tree, timeout=GRACE)
        for each in alive:
            _signal(each, signal.SIGKILL)
        self.process.wait()


def reported(path: Path, metric: str) -> dict[int, float]:
    """Return a metric by step, from the file that a trial appends to; a torn line is not read."""
    found: dict[int, float] = {}
    if not path.exists():
        return found
    for line in path.read_text(errors="replace").split("\n")[:-1]:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        value = row.get(metric)
        if isinstance(value, int | float):
            found[int(row["step"])] = float(value)
    return found


def last_words(log: Path) -> str:
    """Return what a failed trial said: its lines that begin with ``error:``, else its last."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("error:")]
    return "; ".join(dict.fromkeys(errors)) or (lines[-1] if lines else "it said nothing")


def pause() -> None:
    """Wait a little before looking again."""
    time.sleep(0.2)


def _signal(process: psutil.Process, number: int) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)
