"""What a trial was, how it ended and what it gave: a file in the trial's folder.

Whoever started the trial, W&B's agent or the local runner, the file is the same, and the table of a
sweep is that of all files under a folder.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from coveval_train import tables
from coveval_train.errors import UserError, raise_if_any

FILE = "trial.json"
LOSS = "loss/"
"""Begins the names of the responses that are losses."""
State = Literal["running", "finished", "failed"]


@dataclass(frozen=True)
class Response:
    """A figure of a trial, with the 95 % interval over what it was asked about, if it has one."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Trial:
    """One trial of a sweep."""

    id: str
    """A digest of its settings."""
    shares: dict[str, float]
    """Of the sources of its mixture; together 1."""
    method: str
    """What was minimised."""
    seed: int
    settings: dict[str, Any]
    """Its configuration, as it was written."""
    fingerprints: dict[str, Any]
    """Of its data and code, and of the mixture that was drawn."""
    state: State = "running"
    """A trial that was killed stays ``running``."""
    reason: str = ""
    """Why it failed."""
    responses: dict[str, Response] = field(default_factory=dict)
    """By name; of a name that begins with ``loss/`` lower is better, of others higher."""
    seconds: float = 0.0
    """Since its last start."""


def digest(settings: Mapping[str, Any]) -> str:
    """Return what tells a trial from others, whatever folder its sweep is in."""
    deciding = {name: value for name, value in settings.items() if name != "output_dir"}
    text = json.dumps(deciding, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def write(trial: Trial, folder: Path) -> None:
    """Write a trial's file."""
    tables.write_json(asdict(trial), folder / FILE)


@contextmanager
def recorded(trial: Trial, folder: Path, main: bool) -> Iterator[Callable[[], float]]:
    """Keep a trial's file while it runs: that it is running, and if it fails, why.

    That of a trial that has finished is left as it is.

    Args:
        main: whether this process is the one that writes.

    Yields:
        What tells the seconds since the start.
    """
    began = time.monotonic()
    keeps = main and not _finished(folder)
    if keeps:
        folder.mkdir(parents=True, exist_ok=True)
        write(trial, folder)
    try:
        yield lambda: time.monotonic() - began
    except Exception as error:
        if keeps:
            reason = "; ".join(getattr(error, "problems", [f"{type(error).__name__}: {error}"]))
            seconds = time.monotonic() - began
            write(replace(trial, state="failed", reason=reason, seconds=seconds), folder)
        raise


def _finished(folder: Path) -> bool:
    try:
        return json.loads((folder / FILE).read_text())["state"] == "finished"
    except (OSError, ValueError, KeyError):
        return False


def read(folder: Path) -> list[Trial]:
    """Read every trial under a folder, in order of mixture, method and seed.

    Raises:
        UserError: there is none, or files are malformed; all of these at once.
    """
    found: list[Trial] = []
    problems: list[str] = []
    for path in sorted(folder.rglob(FILE)):
        try:
            row = json.loads(path.read_text())
            responses = {name: Response(**value) for name, value in row["responses"].items()}
            found.append(Trial(**row | {"responses": responses}))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            problems.append(f"{path}: not a trial's file ({error!r})")
    raise_if_any(problems)
    if not found:
        raise UserError(f"{folder}: there are no trials in it; name the output_dir of the sweep")
    return sorted(found, key=lambda trial: (*_order(trial.shares), trial.method, trial.seed))


def sources(trials: Sequence[Trial]) -> tuple[str, ...]:
    """Return the sources that any trial's mixture has, in the order of the first trial's."""
    return tuple(dict.fromkeys(name for trial in trials for name in trial.shares))


def _order(shares: Mapping[str, float]) -> list[float]:
    return [-share for share in shares.values()]
