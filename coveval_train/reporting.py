"""Figures for whoever launched this process, while it runs."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

METRICS_FILE = "COVEVAL_METRICS"
"""The environment variable that names a file for all figures."""


def report(figures: Mapping[str, float], step: int) -> None:
    """Append figures to the file of `METRICS_FILE`, if there is one.

    Args:
        step: how far the run is; of one step, the last figure counts.
    """
    if path := os.environ.get(METRICS_FILE):
        with Path(path).open("a") as file:
            file.write(json.dumps({"step": step, **figures}) + "\n")
