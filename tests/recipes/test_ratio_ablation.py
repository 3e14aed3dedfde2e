"""Trials as W&B's agent and as the local runner launch them, on a tiny model."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml
from sweeps.config import schema_violations_from_proposed_config
from trl import ModelConfig, SFTConfig
from wandb import wandb_agent

from coveval_train.train import config
from coveval_train.train.losses import LossConfig
from coveval_train.train.mixture import MixtureConfig
from eval.ablation import sweep_file, trials
from eval.ablation.local import launching
from eval.ablation.measuring import MeasureConfig
from tests.recipes.conftest import BIN, ROOT, small

SWEEPS = sorted(ROOT.glob("recipes/sweeps/*.yaml"))
WORDS = ["${env}", "accelerate", "launch", "--quiet", "--config_file"]
Sweep = Callable[..., Path]

pytestmark = pytest.mark.slow


@pytest.fixture
def trial_config(tiny_model: Path, sources: dict[str, str], data: Path, tmp_path: Path) -> Path:
    """Return the shipped configuration of a trial, changed so that it takes seconds."""
    settings = yaml.safe_load((ROOT / "recipes/ablation/smollm2-135m-cpu.yaml").read_text())
    settings |= small(tiny_model, tmp_path / "trials")
    settings |= {
        "train_files": sources,
        "validation_files": {"vd": str(data / "validation.jsonl")},
        "validation_rows": 2,
        "weights": "sc=1,vd=1,gc=1,g=1",
        "total": 4,
        "max_steps": -1,
        "save_steps": 1,
        "eval_cwes": ["CWE-89"],
        "eval_problems": 1,
        "eval_max_new_tokens": 4,
    }
    plain = {
        name: str(value) if isinstance(value, Path) else value for name, value in settings.items()
    }
    path = tmp_path / "trial.yaml"
    path.write_text(yaml.safe_dump(plain))
    return path


@pytest.fixture
def sweep(trial_config: Path, tmp_path: Path) -> Sweep:
    """Return what writes a sweep of such trials."""

    def write(parameters: dict[str, Any], accelerate: str = "cpu.yaml", **changes: Any) -> Path:
        loaded = {
            "program": "recipes/ratio_ablation.py",
            "method": "grid",
            "metric": {"name": "coveval/loss/vd", "goal": "minimize"},
            "parameters": parameters,
            "command": [
                *WORDS,
                *(f"accelerate_configs/{accelerate}", "${program}"),
                *("--config", str(trial_config), "${args}"),
            ],
        }
        path = tmp_path / "sweep.yaml"
        path.write_text(yaml.safe_dump(loaded | changes))
        return path

    return write


def comparable(trial: trials.Trial) -> dict[str, Any]:
    return {"id": trial.id, "shares": trial.shares, "responses": trial.responses}


def as_wandb_agent(path: Path, values: dict[str, Any], run: str) -> int:
    """Run a trial by the code with which W&B's agent runs it; its server is not needed for that."""
    read = yaml.safe_load(path.read_text())
    agent = wandb_agent.Agent(api=None, queue=None)
    agent._sweep_command = read["command"]
    args = {name: {"value": value} for name, value in values.items()}
    agent._command_run({"run_id": run, "program": read["program"], "args": args})
    return agent._run_processes[run].wait()


@pytest.mark.parametrize("path", SWEEPS, ids=lambda path: path.stem)
def test_every_sweep_is_valid_to_wandb_and_to_the_recipe(path: Path) -> None:
    assert schema_violations_from_proposed_config(yaml.safe_load(path.read_text())) == []
    found = sweep_file.read(path)
    assert (ROOT / found.program).exists()
    middle = {
        name: each.values[-1] if isinstance(each, sweep_file.Choice) else (each.low + each.high) / 2
        for name, each in found.parameters.items()
    }
    words = launching.command(found, middle)
    at = words.index(found.program)
    assert words[:3] == ["/usr/bin/env", "accelerate", "launch"]
    assert (ROOT / words[words.index("--config_file") + 1]).exists()
    kinds = [ModelConfig, SFTConfig, MixtureConfig, LossConfig, MeasureConfig]
    arguments = [*words[at + 1 :], "--use_cpu=true", "--bf16=false"]
    _, sft, mixture, _, _ = config.parse(kinds, arguments)
    assert sum(mixture.shares.values()) == pytest.approx(1)
    assert mixture.total and sft.output_dir


def test_wandbs_agent_runs_a_trial_and_wandb_reads_what_it_recorded(
    sweep: Sweep, tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sweep({"weights": {"values": ["x"]}})
    for name in set(os.environ) - set(environment):
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("WANDB_DIR", str(tmp_path))
    values = {
        "weights": {"sc": 0.5, "vd": 0.25, "gc": 0.0, "g": 0.25},
        "seed": 3,
        "gradient_checkpointing": False,
        "use_peft": True,
        "objective": "plain",
    }
    assert as_wandb_agent(path, values, "abc123") == 0
    [trial] = trials.read(tmp_path / "trials")
    assert trial.state == "finished"
    assert trial.shares == values["weights"]
    assert (trial.seed, trial.method) == (3, "plain")
    assert trial.settings["use_peft"] is True
    assert trial.settings["gradient_checkpointing"] is False
    expected = {"loss/vd", "detection", "classification", "completion", "repair", "usability"}
    expected |= {"completion/secure", "repair/works", "repair/builds"}
    assert expected <= set(trial.responses)

    [run] = tmp_path.glob("wandb/offline-run-*-abc123")
    reading = [BIN / "wandb", "leet", "inspect", "--json"]
    summary = json.loads(subprocess.check_output([*reading, "--summary", run], text=True))
    recorded = summary["config"]
    assert recorded["seed"] == 3
    assert recorded["shares"] == trial.shares
    assert recorded["fingerprints"]["train"] == trial.fingerprints["train"]
    assert recorded["fingerprints"]["mixture"] == recorded["mixture"]["fingerprint"]
    assert set(recorded["fingerprints"]) >= {"benchmark", "code", "versions", "validation"}
    metrics = summary["summary"]
    for name, response in trial.responses.items():
        assert metrics[f"coveval/{name}"] == pytest.approx(response.value)
    [table] = (run / "files/media/table/coveval").glob("figures_*.table.json")
    rows = dict(json.loads(table.read_text())["data"])
    assert rows["coveval/loss/vd"] == pytest.approx(trial.responses["loss/vd"].value)


def test_the_local_runner_gives_the_same_trial_after_a_kill(
    sweep: Sweep, tmp_path: Path, environment: dict[str, str]
) -> None:
    path = sweep({"weights": {"value": "sc=1,vd=0,gc=1,g=1"}, "seed": {"value": 1}})
    words = [str(BIN / "coveval"), "sweep", "run", str(path), "--out", str(tmp_path / "out")]
    process = subprocess.Popen(words, env=environment, cwd=ROOT, start_new_session=True)
    wait_for(lambda: list((tmp_path / "trials").glob("*/checkpoint-1/trainer_state.json")))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    interrupted = trials.read(tmp_path / "trials")
    assert [trial.state for trial in interrupted] == ["running"]
    done = subprocess.run([*words, "--json"], env=environment, cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    [found] = trials.read(tmp_path / "trials")
    assert found.state == "finished"
    value = found.responses["loss/vd"].value
    assert json.loads(done.stdout)["best_value"] == pytest.approx(value)

    (tmp_path / "trials").rename(tmp_path / "before")
    again = subprocess.run(
        [*words[:-1], str(tmp_path / "again")], env=environment, cwd=ROOT, capture_output=True
    )
    assert again.returncode == 0, again.stderr.decode()[-3000:]
    [fresh] = trials.read(tmp_path / "trials")
    assert comparable(fresh) == comparable(found)


def test_two_processes_train_and_prefer_and_one_evaluates(
    sweep: Sweep, tmp_path: Path, environment: dict[str, str]
) -> None:
    settings = yaml.safe_load((ROOT / "accelerate_configs/ddp.yaml").read_text())
    settings |= {"use_cpu": True, "mixed_precision": "no", "num_processes": 2}
    accelerate = tmp_path / "two.yaml"
    accelerate.write_text(yaml.safe_dump(settings))
    path = sweep({"weights": {"value": "sc=1,vd=1,gc=0,g=0"}, "objective": {"value": "dpo"}})
    read = yaml.safe_load(path.read_text())
    read["command"][5] = str(accelerate)
    path.write_text(yaml.safe_dump(read))
    words = [BIN / "coveval", "sweep", "run", path, "--out", tmp_path / "out"]
    done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True)
    assert done.returncode == 0, (tmp_path / "out/logs/0.log").read_text()[-3000:]
    [trial] = trials.read(tmp_path / "trials")
    assert (trial.state, trial.method) == ("finished", "dpo")
    supervised, preferring = (
        json.loads((tmp_path / "trials" / trial.id / part / "training.json").read_text())
        for part in ("supervised", ".")
    )
    assert supervised["processes"] == preferring["processes"] == 2
    assert preferring["preferences"]["rows"] == 2
    # Both by the same reckoning, of a model that has hardly moved.
    [before], [after] = supervised["eval_losses"], preferring["eval_losses"]
    assert after["eval_vd_loss"] == pytest.approx(before["eval_vd_loss"], rel=0.01)
    assert trial.responses["loss/vd"].value == after["eval_vd_loss"]


def test_a_failure_leaves_its_reason(
    trial_config: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    words = "accelerate launch --quiet --config_file accelerate_configs/cpu.yaml"
    recipe = [*words.split(), "recipes/ratio_ablation.py", "--config", trial_config]
    done = subprocess.run(
        [*recipe, "--max_length=10"], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode != 0
    [trial] = trials.read(tmp_path / "trials")
    assert trial.state == "failed"
    assert "every row is longer than max_length 10" in trial.reason


def test_a_trial_ends_with_accelerate_launch(
    trial_config: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    words = "accelerate launch --quiet --config_file accelerate_configs/cpu.yaml"
    recipe = [*words.split(), "recipes/ratio_ablation.py", "--config", str(trial_config)]
    process = subprocess.Popen(recipe, env=environment, cwd=ROOT)
    wait_for(lambda: list((tmp_path / "trials").glob("*/trial.json")))
    [child] = [each for each in psutil.Process(process.pid).children() if "python" in each.name()]
    process.terminate()
    process.wait()
    wait_for(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 200
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
