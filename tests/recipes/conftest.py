"""Launching recipes the way a person does, on a small data set."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from coveval_train import tables
from tests.families import tiny_model_like
from tests.instructions import general

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
Launch = Callable[..., subprocess.CompletedProcess[str]]
Like = Callable[[Path], dict[str, Path]]


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """An account-less, GPU-less environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WANDB")}
    return kept | {"PATH": f"{BIN}:{os.environ['PATH']}", "CUDA_VISIBLE_DEVICES": ""}


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The judgments of the embedded VC-Judge data, which are its shortest rows."""
    from data_gen import build
    from data_gen.card import Choices

    folder = tmp_path_factory.mktemp("data")
    build.build("vcjudge", ["embedded"], folder, Choices(0.2, 0))
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
        config: str | tuple[str, ...],
        accelerate: str = "cpu.yaml",
        processes: int = 1,
        **overrides: object,
    ) -> subprocess.CompletedProcess[str]:
        line = command(config, accelerate, processes, **overrides)
        return subprocess.run(
            line, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=500
        )

    return run


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[str]]:
    """Return what makes the command line that launches a recipe on the CPU."""

    def make(
        config: str | tuple[str, ...], accelerate: str, processes: int, **overrides: object
    ) -> list[str]:
        # Not by --cpu, which makes accelerate launch one plain process and forget about DeepSpeed.
        settings = yaml.safe_load((ROOT / "accelerate_configs" / accelerate).read_text())
        settings |= {"use_cpu": True, "mixed_precision": "no", "num_processes": processes}
        file = tmp_path_factory.mktemp("accelerate") / accelerate
        file.write_text(yaml.safe_dump(settings))
        configs = (config,) if isinstance(config, str) else config
        script = {
            "ift": "secure_ift",
            "dpo": "secure_dpo",
            "grpo": "secure_grpo",
            "vcjudge": "vcjudge_sft",
        }
        recipe = script[Path(configs[0]).parent.name]
        line = f"accelerate launch --quiet --config_file {file} recipes/{recipe}.py"
        options = [("config", path) for path in configs] + list(overrides.items())
        return [*line.split(), *(f"--{name}={value}" for name, value in options)]

    return make


@pytest.fixture(scope="session")
def sources(data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Small files of the four kinds of instruction that the mixtures name."""
    from data_gen import build
    from data_gen.card import Choices

    folder = tmp_path_factory.mktemp("sources")
    build.build("sc-ift", ["embedded"], folder, Choices(0.2, 0))
    for name in ("gc", "g"):
        tables.write([general(name, number) for number in range(20)], folder / f"{name}.jsonl")
    files = {"sc": folder / "train.jsonl", "vd": data / "train.jsonl"}
    files |= {name: folder / f"{name}.jsonl" for name in ("gc", "g")}
    return {name: str(path) for name, path in files.items()}


@pytest.fixture
def on_tiny(tiny_model: Path, data: Path, tmp_path: Path) -> dict[str, object]:
    """Overrides that put a configuration of VC-Judge on the tiny model, two steps, and the CPU."""
    files = {"train_file": data / "train.jsonl", "validation_file": data / "validation.jsonl"}
    return small(tiny_model, tmp_path / "out") | files


@pytest.fixture(scope="session")
def like(tmp_path_factory: pytest.TempPathFactory) -> Like:
    """Return what makes the override that puts a configuration on a tiny model like its own."""
    folder = tmp_path_factory.mktemp("like")

    def make(config: Path) -> dict[str, Path]:
        name = yaml.safe_load(config.read_text())["model_name_or_path"]
        model = folder / name.replace("/", "-")
        if not model.exists():
            tiny_model_like(name, model)
        return {"model_name_or_path": model}

    return make


@pytest.fixture
def ift_on_tiny(tiny_model: Path, sources: dict[str, str], tmp_path: Path) -> dict[str, object]:
    """The same for a configuration of a mixture."""
    return small(tiny_model, tmp_path / "out") | {"train_files": json.dumps(sources)}


def small(model: Path, out: Path) -> dict[str, object]:
    return {
        "model_name_or_path": model,
        "output_dir": out,
        "dtype": "float32",
        "use_cpu": True,
        "bf16": False,
        "max_steps": 2,
        "max_length": 4096,
        "per_device_train_batch_size": 1,
        "gradient_accumulation_steps": 1,
    }
