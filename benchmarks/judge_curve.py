"""How well VC-Judge tells vulnerable from secure programs, by how much it was trained on.

    python benchmarks/judge_curve.py DATA --rows 62 124 248 --out FILE [-- --key value ...]

DATA is a folder that `coveval data build vcjudge` made. Its judgments are drawn at random, all of a
scenario or fix together and the embedded suite's first, so that each training set holds the smaller
ones. Each trains by the recipe and its CPU configuration, with the keys given last on top; its
threshold is calibrated on DATA's validation split; and it judges the eval split, whose families are
in neither. Beside it, the union of analysers that is best on that very split, of all that read both
languages together.
"""

import argparse
import json
import random
import subprocess
import sys
from collections import Counter
from dataclasses import asdict
from itertools import combinations, groupby
from pathlib import Path
from typing import Any

from rich.console import Console

from coveval_train import runs, tables
from coveval_train.records import Instruction
from coveval_train.runs import RunFolder
from eval import ensembles
from eval.agreement import truth
from eval.agreement.agreement import agree

BIN = Path(sys.executable).parent
CONFIG = "recipes/vcjudge/smollm2-135m-cpu.yaml"
NAMES = ("bandit", "semgrep", "cppcheck", "flawfinder", "gcc")
HELD = 240
"""Judgments that the threshold is chosen on."""
CHARACTERS = 2500
"""Of a question; longer functions, all of them from fix commits, would take most of the time."""
METRICS = ("balanced_accuracy", "false_negative_rate", "false_positive_rate", "roc_auc")


def main() -> None:
    options = _options()
    work = Path(options.work)
    work.mkdir(parents=True, exist_ok=True)
    rows = judgments(options.data / "train.jsonl", options.seed)
    held = judgments(options.data / "validation.jsonl", options.seed)
    tables.write(whole_groups(held, HELD), work / "validation.jsonl")
    points, union = [], best_union(work / "analysers")
    for wanted in options.rows:
        taken = whole_groups(rows, wanted)
        folder = work / str(len(taken))
        folder.mkdir(exist_ok=True)
        tables.write(taken, folder / "train.jsonl")
        points.append({"rows_of": sources(taken), **point(folder, work, options.keys)})
        Console(stderr=True).print_json(json.dumps(points[-1]))
        result = {
            "command": "python " + " ".join(sys.argv),
            "versions": runs.versions(),
            "best_union": union,
            "points": points,
        }
        tables.write_json(result, Path(options.out))


def judgments(file: Path, seed: int) -> list[Instruction]:
    """Return the short judgments in shuffled order of their groups, the embedded ones first."""
    found = [
        row
        for row in tables.read(file, Instruction)
        if row.kind == "judgment" and len(row.messages[0].content) <= CHARACTERS
    ]
    order = sorted({group(row) for row in found})
    random.Random(seed).shuffle(order)
    place = {name: number for number, name in enumerate(order)}
    return sorted(found, key=lambda row: (row.origin != "embedded", place[group(row)]))


def group(row: Instruction) -> str:
    """Return the scenario or commit that a judged program is of."""
    return row.id.rpartition("/")[0]


def whole_groups(rows: list[Instruction], wanted: int) -> list[Instruction]:
    taken: list[Instruction] = []
    for _, of in groupby(rows, key=group):
        if len(taken) >= wanted:
            break
        taken += of
    return taken


def sources(rows: list[Instruction]) -> dict[str, int]:
    return dict(Counter(row.origin.split()[0] for row in rows))


def point(folder: Path, work: Path, keys: list[str]) -> dict[str, Any]:
    """Train a judge, calibrate it, and let it judge."""
    model = folder / "judge"
    data = [f"--train_file={folder}/train.jsonl", f"--validation_file={work}/validation.jsonl"]
    recipe = ["python", "recipes/vcjudge_sft.py", "--config", CONFIG, *data]
    _run([*recipe, f"--output_dir={model}", "--report_to=none", *keys])
    calibrate = ["coveval", "judge", "calibrate", str(model), "--json"]
    calibrated = _run([*calibrate, f"--data={work}/validation.jsonl"])
    judge = ["coveval", "judge", "agree", f"--judge=vcjudge={model}", "--json"]
    found = json.loads(_run([*judge, "--out", str(folder / "agreement")]))[0]
    trained = json.loads((model / "training.json").read_text())
    return {
        "steps": trained["steps"],
        "data": trained["data"]["train"],
        "threshold": json.loads(calibrated)["threshold"],
        "programs": found["n"],
        "families": found["families"],
        **{name: found["metrics"][name] for name in METRICS},
    }


def best_union(folder: Path) -> dict[str, Any]:
    """Let the analysers judge, and find of which the union tells most."""
    named = [f"--judge={name}" for name in NAMES]
    _run(["coveval", "judge", "agree", *named, "--out", str(folder)])
    asked, by_judge = truth.read_run(RunFolder(folder))
    found = []
    for size in range(1, len(NAMES) + 1):
        for chosen in combinations(NAMES, size):
            union = ensembles.any_of({name: by_judge[name] for name in chosen})
            if all(request.id in union for request in asked):
                found.append((chosen, agree("union", asked, union).metrics))
    chosen, metrics = max(found, key=lambda each: each[1]["balanced_accuracy"].value)
    return {"analysers": chosen} | {name: asdict(metrics[name]) for name in METRICS[:3]}


def _run(command: list[str]) -> str:
    """Run one of the environment's programs and return what it printed."""
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Draw VC-Judge's learning curve.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--rows", type=int, nargs="+", required=True)
    parser.add_argument("--work", default="runs/judge-curve")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", required=True)
    parser.add_argument("keys", nargs="*", help="after --: keys of the recipe")
    return parser.parse_intermixed_args()


if __name__ == "__main__":
    main()
