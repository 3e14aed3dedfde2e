"""How long `coveval runs list` takes over 10,000 runs, beside over 10.

    python benchmarks/registry_speed.py --runs 10 10000 --times 5 --out FILE

Each run has figures of four tasks. The registries take turns, and what is told is the median of the
command as a whole, its start included, for all runs and for the latest 20.
"""

import argparse
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from coveval_train import runs, tables
from eval.metrics.bootstrap import Estimate
from eval.registry import store
from eval.scores import Score

COVEVAL = Path(sys.executable).parent / "coveval"
TASKS = ("completion", "repair", "detection", "classification")
WHAT = {"all": (), "the latest 20": ("--last", "20")}


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        files = {number: filled(Path(folder) / str(number), number) for number in options.runs}
        taken: dict[tuple[int, str], list[float]] = {}
        for _ in range(options.times):
            for number, file in files.items():
                for what, words in WHAT.items():
                    taken.setdefault((number, what), []).append(seconds(file, words))
        read = {number: listed(file) for number, file in files.items()}
    measured = [
        {
            "runs": number,
            "listed": what,
            "command": " ".join(["coveval runs list", *WHAT[what]]),
            "seconds_median": round(statistics.median(of), 3),
        }
        for (number, what), of in taken.items()
    ]
    measured += [
        {"runs": number, "listed": "all, read from the file alone", "seconds_median": of}
        for number, of in read.items()
    ]
    for row in measured:
        sys.stderr.write(f"{row}\n")
    command = "python " + " ".join(sys.argv)
    result = {"command": command, "versions": runs.versions(), "times": options.times}
    tables.write_json(result | {"cores": os.cpu_count(), "measured": measured}, Path(options.out))


def filled(folder: Path, number: int) -> Path:
    """Return a registry of so many runs; all but the first are copies of its rows."""
    folder.mkdir()
    file = folder / "runs.db"
    run = runs.open_run(folder / "run", {"model": {"base": "some/model"}, "prompts": {}})
    first = store.record(file, run, [score(task) for task in TASKS])
    with sqlite3.connect(file) as database:
        for index in range(number - 1):
            name = f"{index:012d}"
            database.execute(
                "INSERT INTO runs SELECT ?, folder, model, finished, settings, versions "
                "FROM runs WHERE id = ?",
                (name, first),
            )
            database.execute(
                "INSERT INTO scores SELECT ?, task, judge, metric, place, n, value, low, high "
                "FROM scores WHERE run = ?",
                (name, first),
            )
    return file


def score(task: str) -> Score:
    at = Estimate(0.5, 0.4, 0.6)
    metrics = {"first": at, "second": at, "third": at}
    return Score(task, "executable", 76, 1, 18, {}, metrics, {}, {}, {}, {}, None)


def seconds(file: Path, words: tuple[str, ...]) -> float:
    """Return how long the command takes."""
    line = [COVEVAL, "runs", "list", *words, "--registry", file]
    began = time.perf_counter()
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def listed(file: Path) -> float:
    """Return the median of how long it takes to read all runs with their first figures."""
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        store.entries(file)
        taken.append(time.perf_counter() - began)
    return round(statistics.median(taken), 3)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, nargs="+", default=[10, 10_000])
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--out", required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
