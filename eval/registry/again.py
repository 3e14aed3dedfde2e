"""Evaluating a model once more, as a run of it was."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from coveval_train.errors import UserError
from coveval_train.runs import RunFolder
from eval.registry import store

OUT = "--out"


def evaluate_again(run: Path, out: Path, registry: Path) -> None:
    """Call `coveval eval` as it was called for a run, with another folder for the result.

    It is called in the folder where the run's call was, so that relative paths mean the same; a
    call that was killed is gone on with by the next one.

    Args:
        run: a run's folder.
        out: the new run's folder.
        registry: where the new run is registered.

    Raises:
        UserError: the run's folder is gone, it was not made by such a call, or the call fails.
    """
    words, folder = _command(run)
    line = [*words_with(words, out.absolute()), "--json"]
    code = "from coveval_train.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *line],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        env=os.environ | {store.VARIABLE: str(registry.absolute())},
        check=False,
    )
    if done.returncode:
        raise UserError(f"'coveval {' '.join(line)}' in {folder} ended with {done.returncode}")


def words_with(words: Sequence[str], out: Path) -> list[str]:
    """Return a command's words with another ``--out``."""
    others = [
        word
        for before, word in pairwise(["", *words])
        if OUT not in (before, word) and not word.startswith(f"{OUT}=")
    ]
    return [*others, OUT, str(out)]


def _command(run: Path) -> tuple[list[str], Path]:
    manifest = RunFolder(run).manifest
    try:
        command: dict[str, Any] = json.loads(manifest.read_text()).get("command") or {}
    except (OSError, ValueError) as error:
        raise UserError(f"{manifest}: cannot be read ({error})") from error
    words, folder = command.get("words"), Path(command.get("in", ""))
    if not words or words[0] != "eval":
        raise UserError(
            f"{manifest}: says no call of 'coveval eval' by which it could be made again; "
            "evaluate the model by hand, as the settings there say"
        )
    if not folder.is_dir():
        raise UserError(f"{manifest}: it was made in {folder}, which is gone")
    return words, folder
