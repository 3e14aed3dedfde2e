"""How near `coveval train plan` is to the memory that training takes.

    python benchmarks/train_memory.py MODEL --out FILE

Trains for three steps in a process of its own, once for each of several settings, on sequences of
random tokens, all of full length. On a GPU the peak is what PyTorch's allocator gave out. On a CPU
it is the weights and the adapter, which are mapped from their file and read once so that they are
resident, and by how much the process's resident memory grows beyond that; the C library is told to
give back every block of 64 KiB or more.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import psutil
import torch
from datasets import Dataset
from trl import ModelConfig, SFTConfig, get_peft_config

from coveval_train import runs, tables
from coveval_train.train import config, loading, memory
from coveval_train.train.losses import PlainTrainer
from coveval_train.train.memory import Sharding

LORA = ["--use_peft=true", "--lora_r=16", "--lora_target_modules=[all-linear]"]
SETTINGS = {
    "full": [],
    "lora": LORA,
    "qlora": [*LORA, "--load_in_4bit=true", "--use_bnb_nested_quant=true"],
    "lora-checkpointing": [*LORA, "--gradient_checkpointing=true"],
}


def main() -> None:
    options = _options()
    if options.setting:
        sys.stdout.write(json.dumps(measured(options)) + "\n")
        return
    rows = {}
    for name in SETTINGS:
        command = [sys.executable, *sys.argv, "--setting", name]
        done = subprocess.run(
            command,
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | {"MALLOC_MMAP_THRESHOLD_": str(64 * 1024)},
        )
        rows[name] = json.loads(done.stdout.splitlines()[-1])
        sys.stderr.write(f"{name}: {rows[name]}\n")
    result = {
        "command": "python " + " ".join(sys.argv),
        "machine": platform.machine()
        + ", "
        + (torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"),
        "versions": runs.versions(),
        "batch": options.batch,
        "length": options.length,
        "rows": rows,
    }
    tables.write_json(result, Path(options.out))


def measured(options: argparse.Namespace) -> dict[str, float]:
    """Train three steps and return planned and measured bytes, and their ratio."""
    on_gpu = torch.cuda.is_available()
    with tempfile.TemporaryDirectory() as folder:
        arguments = [
            f"--model_name_or_path={options.model}",
            f"--dtype={'bfloat16' if on_gpu else 'float32'}",
            f"--output_dir={folder}",
            f"--use_cpu={not on_gpu}",
            f"--bf16={on_gpu}",
            f"--per_device_train_batch_size={options.batch}",
            f"--max_length={options.length}",
            "--gradient_checkpointing=false",
            "--max_steps=3",
            "--save_strategy=no",
            "--report_to=[]",
            "--disable_tqdm=true",
            *SETTINGS[options.setting],
        ]
        model_args, sft_args = config.parse([ModelConfig, SFTConfig], arguments)
        planned = memory.plan(model_args, sft_args, options.length, Sharding())
        trainer = make_trainer(model_args, sft_args, options)
        assert trainer.model
        parameters = list(trainer.model.parameters())
        for each in parameters:
            each.sum()
        before = psutil.Process().memory_info().rss
        trainer.train()
    if on_gpu:
        peak = torch.cuda.max_memory_allocated()
    else:
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
        peak = grown + sum(each.nbytes for each in parameters)
    ratio = planned.total / peak
    return {"planned": planned.total, "measured": peak, "ratio": ratio, **asdict(planned)}


def make_trainer(
    model_args: ModelConfig, sft_args: SFTConfig, options: argparse.Namespace
) -> PlainTrainer:
    tokenizer = loading.tokenizer(model_args)
    torch.manual_seed(0)
    rows = torch.randint(3, len(tokenizer), (options.batch * 3, options.length)).tolist()
    trainer = PlainTrainer(
        model=loading.base_model(model_args),
        args=sft_args,
        train_dataset=Dataset.from_dict({"input_ids": rows, "labels": rows}),
        processing_class=tokenizer,
        peft_config=get_peft_config(model_args),
    )
    loading.train_in_float32(trainer)
    return trainer


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--out", default="train_memory.json")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--length", type=int, default=1024)
    parser.add_argument("--setting", choices=sorted(SETTINGS), help="measure this one, here")
    return parser.parse_args()


if __name__ == "__main__":
    main()
