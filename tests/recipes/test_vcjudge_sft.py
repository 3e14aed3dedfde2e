import json
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.torch import load_file
from trl import ModelConfig, SFTConfig

from coveval_train.train import config
from coveval_train.train.data import DataConfig
from tests.recipes.conftest import Launch, Like

ROOT = Path(__file__).parents[2]
CONFIGS = sorted(ROOT.glob("recipes/vcjudge/*.yaml"))
DEMO = "recipes/vcjudge/smollm2-135m-cpu.yaml"

pytestmark = pytest.mark.slow


def header_command(path: Path) -> list[str]:
    """Return the launch command that a configuration's header gives."""
    lines = [line for line in path.read_text().splitlines() if "accelerate launch" in line]
    assert len(lines) == 1, f"{path}: one launch command belongs in the header"
    return shlex.split(lines[0].removeprefix("#"))


def evaluate(model: Path, out: Path, environment: dict[str, str], *arguments: str) -> list[dict]:
    """Evaluate a checkpoint on a corner of detection and return its scores."""
    line = ["coveval", "eval", str(model), "--out", str(out), "--json", *arguments]
    line += ["--tasks", "detection", "--cwe", "CWE-22", "--limit", "1"]
    done = subprocess.run(line, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_configuration_is_understood(path: Path) -> None:
    arguments = [*header_command(path)[5:], "--use_cpu", "true"]
    parsed = config.parse([ModelConfig, SFTConfig, DataConfig], arguments)
    assert parsed[1].output_dir
    assert "memory:" in path.read_text()


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_configuration_trains_two_steps_as_its_header_says(
    path: Path,
    launch: Launch,
    like: Like,
    on_tiny: dict[str, object],
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    command = header_command(path)
    accelerate, configuration = Path(command[3]).name, command[6]
    assert command[4:6] == ["recipes/vcjudge_sft.py", "--config"]
    assert configuration == str(path.relative_to(ROOT))
    processes = 1 if accelerate in ("cpu.yaml", "single_gpu.yaml") else 2
    done = launch(configuration, accelerate, processes, **on_tiny | like(path))
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads((tmp_path / "out/training.json").read_text())
    assert (result["steps"], result["processes"]) == (2, processes)
    assert result["zero_stage"] == (3 if "zero3" in accelerate else None)
    assert result["data"]["train"]["too_long"] == 0
    assert result["saved_parameters"] > 0
    assert evaluate(tmp_path / "out", tmp_path / "run", environment)[0]["n"] == 4


@pytest.mark.parametrize(
    ("accelerate", "overrides"),
    [("zero2.yaml", {"load_in_4bit": True}), ("zero3.yaml", {"load_in_4bit": False})],
    ids=["zero2-qlora", "zero3-lora"],
)
def test_an_adapter_saved_by_two_processes_is_whole(
    accelerate: str,
    overrides: dict[str, object],
    launch: Launch,
    on_tiny: dict[str, object],
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    done = launch(DEMO, accelerate, 2, **on_tiny, **overrides)
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads((tmp_path / "out/training.json").read_text())
    assert (result["processes"], f"zero{result['zero_stage']}.yaml") == (2, accelerate)
    adapter = load_file(tmp_path / "out/adapter_model.safetensors")
    # Two layers of seven linear modules, each with two matrices of rank 16.
    assert len(adapter) == 2 * 7 * 2
    assert all(16 in tensor.shape and tensor.numel() for tensor in adapter.values())
    trained = [tensor for name, tensor in adapter.items() if "lora_B" in name]
    assert any(tensor.abs().max() > 0 for tensor in trained), "every lora_B is still zero"
    assert evaluate(tmp_path / "out", tmp_path / "run", environment)[0]["n"] == 4


def test_a_killed_run_goes_on_to_the_same_weights(
    launch: Launch,
    command: Callable[..., list[str]],
    on_tiny: dict[str, object],
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    steps = on_tiny | {"max_steps": 12, "save_steps": 2, "lora_dropout": 0.1}
    whole = launch(DEMO, **steps | {"output_dir": tmp_path / "whole"})
    assert whole.returncode == 0, whole.stderr[-3000:]
    killed = subprocess.Popen(
        command(DEMO, "cpu.yaml", 1, **steps), env=environment, cwd=ROOT, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    out = tmp_path / "out"
    while not any(out.glob("checkpoint-*/trainer_state.json")):
        assert killed.poll() is None, "it ended before a checkpoint was written"
        time.sleep(0.02)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert not (out / "training.json").exists()
    resumed = launch(DEMO, **steps)
    assert resumed.returncode == 0, resumed.stderr[-3000:]
    assert "going on from" in resumed.stderr
    expected, found = (
        load_file(folder / "adapter_model.safetensors") for folder in (tmp_path / "whole", out)
    )
    assert all(expected[name].equal(found[name]) for name in expected)


def test_a_finished_run_is_left_alone(
    launch: Launch, on_tiny: dict[str, object], tmp_path: Path
) -> None:
    assert launch(DEMO, **on_tiny).returncode == 0
    before = (tmp_path / "out/adapter_model.safetensors").stat().st_mtime_ns
    again = launch(DEMO, **on_tiny)
    assert again.returncode == 0
    assert "already trained" in again.stderr
    assert (tmp_path / "out/adapter_model.safetensors").stat().st_mtime_ns == before
    changed = launch(DEMO, **on_tiny | {"learning_rate": 1.0})
    assert changed.returncode != 0
    assert "holds a run with other settings" in changed.stderr


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"learnin_rate": 1}, "--learnin_rate: unknown key. Did you mean 'learning_rate'?"),
        ({"max_steps": "many"}, "--max_steps: 'many' is not of type int"),
        ({"model_name_or_path": "./absent"}, "./absent: no such model folder"),
        ({"train_file": "absent.jsonl"}, "absent.jsonl: no such file"),
        ({"output_dir": "pyproject.toml/out"}, "pyproject.toml/out: cannot write there"),
    ],
)
def test_a_mistake_is_one_line_and_a_failure(
    launch: Launch, on_tiny: dict[str, object], overrides: dict[str, object], message: str
) -> None:
    done = launch(DEMO, **on_tiny | overrides)
    assert done.returncode != 0
    errors = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert len(errors) == 1
    assert message in errors[0]
    assert "Traceback" not in done.stderr
    assert "Loading weights" not in done.stderr


def test_a_missing_configuration_is_one_line_and_a_failure(launch: Launch) -> None:
    done = launch("recipes/vcjudge/absent.yaml")
    assert done.returncode != 0
    assert "error: recipes/vcjudge/absent.yaml: no such config file" in done.stderr
    assert "Traceback" not in done.stderr


def test_qlora_with_zero3_is_refused(launch: Launch, on_tiny: dict[str, object]) -> None:
    done = launch(DEMO, "zero3.yaml", 2, **on_tiny)
    assert done.returncode != 0
    assert done.stderr.count("error: load_in_4bit cannot be partitioned by ZeRO-3") == 1
