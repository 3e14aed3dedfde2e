"""How fast a file of many rows becomes instructions, and how much memory that takes.

    python benchmarks/source_memory.py --rows 10000 1000000 --out FILE

Writes files in Big-Vul's form, one of each size, of functions that are all different and, as in
Big-Vul, mostly secure; then `coveval data build vcjudge` reads each in a process of its own. Memory
is the peak of that process.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from coveval_train import runs, tables

COVEVAL = Path(sys.executable).parent / "coveval"
HEADER = ["", "CWE ID", "codeLink", "func_after", "func_before", "lang", "project", "vul", "patch"]
CWES = ("CWE-119", "CWE-125", "CWE-190", "CWE-416", "CWE-476", "CWE-787", "CWE-399")
PROJECTS = 300
VULNERABLE = 0.058
"""Of Big-Vul's 188,636 functions 10,900 are (Fan et al., MSR 2020)."""


def main() -> None:
    options = _options()
    measured = []
    for rows in options.rows:
        with tempfile.TemporaryDirectory(dir=options.work) as folder:
            path = Path(folder) / "MSR_data_cleaned.csv"
            write(path, rows)
            measured.append({"rows": rows, "bytes": path.stat().st_size, **build(path)})
        sys.stderr.write(f"{measured[-1]}\n")
    result = {
        "command": "python " + " ".join(sys.argv),
        "versions": runs.versions(),
        "measured": measured,
    }
    tables.write_json(result, Path(options.out))


def build(path: Path) -> dict[str, float]:
    """Build a data set and return how long it took, and the process's peak."""
    command = ["data", "build", "vcjudge", "--source", f"bigvul:{path}", "--json"]
    began = time.perf_counter()
    child = subprocess.Popen(
        [str(COVEVAL), *command, "--out", str(path.parent / "out")], stdout=subprocess.PIPE
    )
    assert child.stdout
    made = json.loads(child.stdout.read())
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    assert status == 0
    return {
        "seconds": round(seconds, 1),
        "instructions": sum(made["rows"].values()),
        "skipped": sum(made["skipped"].values()),
        "peak_mib": usage.ru_maxrss // 1024,
    }


def write(path: Path, rows: int) -> None:
    """Write a file of `rows` functions of 5 to 60 lines."""
    rng = random.Random(0)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            before = function(number, rng)
            vulnerable = rng.random() < VULNERABLE
            after = before.replace("<= size", "< size", 1) if vulnerable else before
            project = f"project{number % PROJECTS}"
            link = f"https://git.example.org/{project}/{number}"
            writer.writerow(
                [
                    *[number, rng.choice(CWES), link, after, before, "C", project],
                    *[int(vulnerable), f"@@ {before}"],
                ]
            )


def function(number: int, rng: random.Random) -> str:
    lines = [
        f"    /* step {step} */ if (at + {rng.randrange(1000)} <= size) "
        f"buffer[at++] = input[{rng.randrange(1000)}];"
        for step in range(rng.randrange(3, 58))
    ]
    head = f"static int copy_{number}(char *buffer, const char *input, unsigned size)\n{{"
    return "\n".join([head, "    unsigned at = 0;", *lines, "    return at;", "}"])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--work", type=Path, help="Folder for the generated files.")
    parser.add_argument("--out", required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
