"""Trials with known responses, as files."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.ablation import designs, trials
from eval.ablation.trials import Response, Trial

FOUR = ("sc", "vd", "gc", "g")
NOISE = 0.01


def security(shares: dict[str, float], method: str) -> float:
    base = 0.2 + 0.5 * shares["sc"] + 0.1 * shares["vd"] + 0.4 * shares["sc"] * shares["vd"]
    return base + 0.1 * (method == "safecoder")


def usability(shares: dict[str, float]) -> float:
    return 0.1 + 0.2 * shares["gc"] + 0.05 * shares["g"] - 0.05 * shares["vd"]


def trial(shares: dict[str, float], seed: int, method: str, rng: np.random.Generator) -> Trial:
    noise = NOISE * rng.standard_normal(4)
    figures = {
        "loss/sc": 1.5 - 0.5 * shares["sc"] + noise[0],
        "completion": security(shares, method) / 2 + noise[1],
        "completion/secure": security(shares, method) + noise[1],
        "repair": 0.0,
        "repair/secure": 0.3 + noise[3],
        "usability": usability(shares) + noise[2],
    }
    settings = {"weights": shares, "seed": seed, "objective": method}
    return Trial(
        id=trials.digest(settings),
        shares=shares,
        method=method,
        seed=seed,
        settings=settings,
        fingerprints={},
        state="finished",
        responses={name: Response(float(value)) for name, value in figures.items()},
        seconds=1.0,
    )


@pytest.fixture
def write_trials(tmp_path: Path) -> Callable[..., Path]:
    """Return what writes the trials of a centroid design into a folder."""

    def write(methods: tuple[str, ...] = ("plain",), seeds: int = 3) -> Path:
        rng = np.random.default_rng(0)
        folder = tmp_path / "trials"
        for method in methods:
            for shares in designs.design("centroid", FOUR):
                for seed in range(seeds):
                    one = trial(shares, seed, method, rng)
                    (folder / one.id).mkdir(parents=True)
                    trials.write(one, folder / one.id)
        return folder

    return write


def change(folder: Path, number: int, **changes: object) -> Trial:
    """Change one of the trials in a folder."""
    changed = replace(trials.read(folder)[number], **changes)  # type: ignore[arg-type]
    trials.write(changed, folder / changed.id)
    return changed
