"""Where a model judge's probability becomes a verdict: at 0.5, or where it was calibrated."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from coveval_train import prompts, tables
from coveval_train.errors import UserError
from coveval_train.models import ModelRef
from eval.oracles.wording import PROMPTS, Wording

FILE = "judge_threshold.json"
DEFAULT = 0.5


@dataclass(frozen=True)
class Threshold:
    """A calibrated threshold, kept beside the weights of the judge."""

    threshold: float
    """Programs of this P(vulnerable) or more are called vulnerable."""
    balanced_accuracy: float
    """On the programs that it was calibrated on, so it flatters."""
    n: int
    data: str
    """The file of those programs."""
    prompt: str
    """Name and version of the prompt that it holds for."""


def best(probabilities: Sequence[float], vulnerable: Sequence[bool]) -> tuple[float, float]:
    """Return the threshold of the highest balanced accuracy, and that accuracy.

    Candidates lie half-way between neighbouring probabilities and outside of all of them; of
    equals the nearest to 0.5 is taken, so that a judge which tells nothing apart keeps the default.

    Raises:
        ValueError: the programs are all secure or all vulnerable.
    """
    p, positive = np.array(probabilities), np.array(vulnerable)
    if positive.all() or not positive.any():
        raise ValueError("calibration needs secure and vulnerable programs")
    values = np.unique(p)
    ends = [0.0, DEFAULT, np.nextafter(1.0, 2.0)]
    candidates = np.concatenate([ends, (values[1:] + values[:-1]) / 2])
    called = p[None] >= candidates[:, None]
    accuracy = (called[:, positive].mean(1) + (~called[:, ~positive]).mean(1)) / 2
    # Rounding must not tell equals apart.
    order = np.lexsort((np.abs(candidates - DEFAULT), -accuracy.round(9)))
    return float(candidates[order[0]]), float(accuracy[order[0]])


def write(found: Threshold, ref: ModelRef) -> Path:
    """Keep a threshold beside the judge's weights; raise `UserError` where they are on the hub."""
    folder = Path(ref.adapter or ref.base)
    if not folder.is_dir():
        raise UserError(f"{folder}: a threshold is kept beside the weights; download the model")
    tables.write_json(asdict(found), folder / FILE)
    return folder / FILE


def read(ref: ModelRef, wording: Wording = "plain") -> float:
    """Return a judge's threshold: its own where it was calibrated, else 0.5.

    Args:
        wording: how the judge is asked.

    Raises:
        UserError: the file is not one that `write` wrote, or it is of another version of the
            prompt.
    """
    path = Path(ref.adapter or ref.base) / FILE
    if not path.exists():
        return DEFAULT
    try:
        found = Threshold(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise UserError(f"{path}: not a threshold ({error}); calibrate the judge again") from error
    used = prompts.identity(PROMPTS[wording])
    if found.prompt != used:
        raise UserError(
            f"{path}: calibrated with the prompt {found.prompt}, and {used} is in use; calibrate "
            "the judge again"
        )
    return found.threshold
