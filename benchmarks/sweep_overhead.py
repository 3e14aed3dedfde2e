"""What the local runner of sweeps adds to a trial: 200 trials that only report a figure.

    python benchmarks/sweep_overhead.py --workers 1 4 --out FILE

Beside each number of workers, as many trials are run one after the other with nothing around them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from coveval_train import runs, tables
from coveval_train.reporting import METRICS_FILE

COVEVAL = Path(sys.executable).parent / "coveval"
TRIAL = """
import json, os, sys
x = float(sys.argv[1].partition("=")[2])
with open(os.environ["COVEVAL_METRICS"], "a") as file:
    file.write(json.dumps({"step": 1, "score": x}) + "\\n")
"""


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        program = work / "trial.py"
        program.write_text(TRIAL)
        measured = [{"what": "trials alone", "seconds_per_trial": alone(program, options.trials)}]
        for workers in options.workers:
            seconds = swept(program, options.trials, workers, work / str(workers))
            measured.append({"what": f"sweep, {workers} workers", "seconds_per_trial": seconds})
    for row in measured:
        sys.stderr.write(f"{row}\n")
    command = "python " + " ".join(sys.argv)
    result = {"command": command, "versions": runs.versions(), "trials": options.trials}
    tables.write_json(result | {"cores": os.cpu_count(), "measured": measured}, Path(options.out))


def alone(program: Path, trials: int) -> float:
    """Run the trials one after the other; return seconds a trial."""
    environment = os.environ | {METRICS_FILE: str(program.with_name("metrics"))}
    began = time.perf_counter()
    for number in range(trials):
        subprocess.run([sys.executable, program, f"--x={number}"], env=environment, check=True)
    return round((time.perf_counter() - began) / trials, 4)


def swept(program: Path, trials: int, workers: int, folder: Path) -> float:
    """Run them as a sweep; return seconds of wall time a trial, the start of the workers included.

    Every trial must have run, and once.
    """
    folder.mkdir()
    sweep = {
        "program": str(program),
        "method": "grid",
        "metric": {"name": "score", "goal": "maximize"},
        "parameters": {"x": {"values": list(range(trials))}},
        "command": [sys.executable, "${program}", "${args}"],
    }
    path = folder / "sweep.yaml"
    path.write_text(yaml.safe_dump(sweep))
    words = [COVEVAL, "sweep", "run", path, "--out", folder / "out", "--workers", str(workers)]
    began = time.perf_counter()
    done = subprocess.run([*words, "--json"], stdout=subprocess.PIPE, check=True)
    seconds = time.perf_counter() - began
    assert json.loads(done.stdout)["finished"] == trials
    reports = [file.read_text().count("\n") for file in (folder / "out/metrics").iterdir()]
    assert reports == [1] * trials
    return round(seconds / trials, 4)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--out", required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
