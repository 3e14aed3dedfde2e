"""Kills an evaluation at random instants and checks that it ends in the same scores.

    python benchmarks/kill_and_resume.py --times 20 --out FILE -- MODEL [options of `coveval eval`]

A run is made whole first. Then the same command is started on another folder and killed (SIGKILL)
after a random time, again and again, until it ends by itself; where that comes too soon, a further
folder is begun, until there have been enough kills. Every folder has to hold the same scores.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from coveval_train import runs, tables

COVEVAL = str(Path(sys.executable).parent / "coveval")


def main() -> None:
    options = _options()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        if _start(options.arguments, folder / "whole").wait():
            raise SystemExit("the uninterrupted run failed")
        whole_s = time.perf_counter() - start
        expected = (folder / "whole/scores.json").read_text()
        kills: list[float] = []
        finished = same = 0
        while len(kills) < options.times:
            out = folder / f"killed{finished}"
            kills += _kill_until_done(
                options.arguments, out, whole_s, rng, options.times - len(kills)
            )
            finished += 1
            same += (out / "scores.json").read_text() == expected
    result = {
        "command": "python " + " ".join(sys.argv),
        "versions": runs.versions(),
        "uninterrupted_s": whole_s,
        "kills": len(kills),
        "killed_after_s": [round(seconds, 2) for seconds in kills],
        "runs_finished": finished,
        "runs_with_the_same_scores": same,
    }
    sys.stdout.write(json.dumps(result, indent=2) + "\n")
    if options.out:
        tables.write_json(result, options.out)
    sys.exit(same != finished)


def _kill_until_done(
    arguments: list[str], out: Path, whole_s: float, rng: random.Random, most: int
) -> list[float]:
    """Run a command with kills until it ends by itself; return after how long each kill came."""
    kills: list[float] = []
    while True:
        process = _start(arguments, out)
        start = time.perf_counter()
        if len(kills) == most:
            process.wait()
        else:
            try:
                process.wait(rng.uniform(0, whole_s))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills.append(time.perf_counter() - start)
                sys.stderr.write(f"{out.name}: killed after {kills[-1]:.1f} s\n")
                continue
        if process.returncode:
            raise SystemExit(f"the run failed with status {process.returncode}")
        return kills


def _start(arguments: list[str], out: Path) -> subprocess.Popen[bytes]:
    command = [COVEVAL, "eval", *arguments, "--out", str(out)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kill an evaluation at random instants.")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("arguments", nargs="+", help="model and options of `coveval eval`")
    return parser.parse_args()


if __name__ == "__main__":
    main()
