"""How fast the recipes train, against `trl sft` on the same data, model and settings.

    coveval data build sc-ift --source embedded --out runs/ift/sc
    coveval data build vcjudge --source embedded --out runs/ift/vd
    python benchmarks/train_speed.py MODEL runs/ift/{sc,vd}/train.jsonl --out FILE

One epoch with LoRA over the first rows of each file that are shorter than 1,024 tokens. Every way
of training is a process of its own; the time is that of the training loop, as the trainer reports
it, and memory the peak of the process. First `trl sft` runs once with each of several settings, to
find its best. Then its defaults, its best, the recipe with that best, and the recipe with single
keys changed run in turn, and medians of the rounds' ratios are reported. Tokens are those of the
data: padding does not count.
"""

import argparse
import json
import os
import platform
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from rich.console import Console
from transformers import AutoTokenizer

from coveval_train import runs, tables
from coveval_train.records import Instruction
from coveval_train.train import data

SAME = (
    "--use_peft=true --lora_r=16 --lora_alpha=32 --lora_dropout=0.0 "
    "--max_length=1024 --num_train_epochs=1 --learning_rate=3e-4 "
    "--use_cpu=true --seed=0 --save_strategy=no --report_to=none"
)
PACKED = "--packing=true --per_device_train_batch_size=1 --gradient_accumulation_steps=4"
GROUPED = (
    "--train_sampling_strategy=group_by_length --per_device_train_batch_size=2 "
    "--gradient_accumulation_steps=4"
)
KEPT = "--gradient_checkpointing=false"
"""Activations are kept, not computed twice."""
CANDIDATES = [
    f"{KEPT} {layout} --bf16={precision}"
    for layout in (PACKED, GROUPED)
    for precision in ("true", "false")
]
"""About eight rows a step, as by TRL's default."""
CHANGES = [
    PACKED,
    f"--packing=false {GROUPED}",
    f"--packing=false {GROUPED} --train_sampling_strategy=random",
    "--bf16=false",
    "--optim=adamw_8bit",
    "--gradient_checkpointing=true",
]
"""One of the layouts is the recipe's own: what it differs by is noise."""
RUNTIME = re.compile(r"'train_runtime': '?([0-9.]+)")


@dataclass(frozen=True)
class Measured:
    """One process that trained."""

    tokens_per_s: float
    peak_mib: float


def main() -> None:
    options = _options()
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        counts = write_rows(options, folder)
        trl = ["trl", "sft", f"--dataset_name={folder / 'trl'}", "--lora_target_modules=all-linear"]
        ours = ["python", "recipes/vcjudge_sft.py", f"--train_file={folder / 'rows.jsonl'}"]
        ours += ["--lora_target_modules=[all-linear]"]
        same = [f"--model_name_or_path={options.model}", *SAME.split()]

        def run(command: list[str], settings: str, label: str) -> Measured:
            out = tempfile.mkdtemp(dir=folder)
            whole = [*command, *same, *settings.split(), f"--output_dir={out}/run"]
            found = measured(whole, counts.tokens)
            console.print(f"{label}: {found.tokens_per_s:.0f} tokens/s, {found.peak_mib:.0f} MiB")
            return found

        tried = {settings: run(trl, settings, settings) for settings in CANDIDATES}
        best = max(tried, key=lambda settings: tried[settings].tokens_per_s)
        ways = {"trl defaults": (trl, ""), "trl best": (trl, best), "recipe": (ours, best)}
        ways |= {f"recipe {change}": (ours, f"{best} {change}") for change in CHANGES}
        rounds: dict[str, list[Measured]] = {label: [] for label in ways}
        for _ in range(options.rounds):
            for label, (command, settings) in ways.items():
                rounds[label].append(run(command, settings, label))
        shown = {
            label: shlex.join([*command, *same, *settings.split()]).replace(name, "DIR")
            for label, (command, settings) in ways.items()
        }
    result = {
        "command": "python " + " ".join(sys.argv),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, no GPU",
        "versions": runs.versions(),
        "data": asdict(counts),
        "commands": shown,
        "trl_settings_tried": {settings: asdict(of) for settings, of in tried.items()},
        "rounds": {label: [asdict(each) for each in of] for label, of in rounds.items()},
        "recipe_over": {label: _ratio(rounds["recipe"], of) for label, of in rounds.items()},
    }
    Console().print_json(json.dumps(result))
    tables.write_json(result, Path(options.out))


def measured(command: list[str], tokens: int) -> Measured:
    """Run a training command to its end."""
    program = Path(sys.executable).parent / command[0]
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen([program, *command[1:]], stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        output.seek(0)
        printed = output.read()
    found = RUNTIME.search(printed)
    if status or found is None:
        raise SystemExit(f"{shlex.join(command)} failed:\n{printed[-2000:]}")
    return Measured(tokens / float(found[1]), usage.ru_maxrss / 1024)


def write_rows(options: argparse.Namespace, folder: Path) -> data.Counts:
    """Write what is trained on, as the recipes take it and as TRL does, and count it."""
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    chosen: list[Instruction] = []
    for file in options.data:
        rows = tables.read(Path(file), Instruction)
        fitting = (row for row in rows if not data.tokenize([row], tokenizer, 1024, file).too_long)
        chosen += islice(fitting, options.rows)
    tables.write(chosen, folder / "rows.jsonl")
    (folder / "trl").mkdir()
    with (folder / "trl" / "train.jsonl").open("w") as output:
        for row in chosen:
            messages = [{"role": each.role, "content": each.content} for each in row.messages]
            line = {"prompt": messages[:-1], "completion": messages[-1:]}
            output.write(json.dumps(line) + "\n")
    return data.counts(data.tokenize(chosen, tokenizer, 1024, "all files"))


def _ratio(ours: list[Measured], theirs: list[Measured]) -> float:
    return statistics.median(
        one.tokens_per_s / other.tokens_per_s for one, other in zip(ours, theirs, strict=True)
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure training speed against `trl sft`.")
    parser.add_argument("model")
    parser.add_argument("data", nargs="+")
    parser.add_argument("--out", required=True)
    parser.add_argument("--rows", type=int, default=8, help="of each file")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
