"""Launching recipes the way a person does, on a small data set."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
Launch = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """An account-less, GPU-less environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WANDB")}
    return kept | {"PATH": f"{BIN}:{os.environ['PATH']}", "CUDA_VISIBLE_DEVICES": ""}


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The judgments of the embedded VC-Judge data, which are its shortest rows."""
    from data_gen import build

    folder = tmp_path_factory.mktemp("data")
    build.vcjudge(["embedded"], folder, 0.2, 0)
    for split in ("train", "validation"):
        file = folder / f"{split}.jsonl"
        lines = file.read_text().splitlines()
        kept = [line for line in lines if json.loads(line)["kind"] == "judgment"]
        file.write_text("\n".join(kept) + "\n")
    return folder


@pytest.fixture(scope="session")
def launch(environment: dict[str, str], command: Callable[..., list[str]]) -> Launch:
    """Run a recipe to its end; the GPU settings of a configuration give way to the CPU's."""

    def run(
        config: str, accelerate: str = "cpu.yaml", processes: int = 1, **overrides: object
    ) -> subprocess.CompletedProcess[str]:
        line = command(config, accelerate, processes, **overrides)
        return subprocess.run(
            line, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=500
        )

    return run


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[str]]:
    """Return what makes the command line that launches a recipe on the CPU."""

    def make(config: str, accelerate: str, processes: int, **overrides: object) -> list[str]:
        # Not by --cpu, which makes accelerate launch one plain process and forget about DeepSpeed.
        settings = yaml.safe_load((ROOT / "accelerate_configs" / accelerate).read_text())
        settings |= {"use_cpu": True, "mixed_precision": "no", "num_processes": processes}
        file = tmp_path_factory.mktemp("accelerate") / accelerate
        file.write_text(yaml.safe_dump(settings))
        line = f"accelerate launch --quiet --config_file {file} recipes/vcjudge_sft.py"
        options = {"config": config} | overrides
        return [*line.split(), *(f"--{name}={value}" for name, value in options.items())]

    return make


@pytest.fixture
def on_tiny(tiny_model: Path, data: Path, tmp_path: Path) -> dict[str, object]:
    """Overrides that put any configuration on the tiny model, two steps, and the CPU."""
    return {
        "model_name_or_path": tiny_model,
        "train_file": data / "train.jsonl",
        "validation_file": data / "validation.jsonl",
        "output_dir": tmp_path / "out",
        "dtype": "float32",
        "use_cpu": True,
        "bf16": False,
        "max_steps": 2,
        "max_length": 4096,
        "per_device_train_batch_size": 1,
        "gradient_accumulation_steps": 1,
    }
