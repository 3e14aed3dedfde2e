"""`coveval sweep design`, with real data and a tiny model."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from coveval_train import tables
from coveval_train.train import mixture
from eval.ablation import sweep_file
from eval.ablation.sweep_file import Choice
from tests.instructions import general

COVEVAL = Path(sys.executable).parent / "coveval"


@pytest.fixture
def trial(tmp_path: Path, tiny_model: Path) -> Path:
    files = {}
    for source in ("sc", "gc", "g"):
        files[source] = str(tmp_path / f"{source}.jsonl")
        tables.write([general(source, number) for number in range(8)], Path(files[source]))
    settings: dict[str, Any] = {
        "model_name_or_path": str(tiny_model),
        "train_files": files,
        "total": 12,
        "max_length": 512,
        "per_device_train_batch_size": 1,
        "gradient_accumulation_steps": 4,
        "num_train_epochs": 1,
        "output_dir": str(tmp_path / "out"),
        "eval_tasks": "all",
    }
    path = tmp_path / "trial.yaml"
    path.write_text(yaml.safe_dump(settings))
    return path


def design(*words: object) -> subprocess.CompletedProcess[str]:
    line = [str(word) for word in (COVEVAL, "sweep", "design", *words)]
    return subprocess.run(line, capture_output=True, text=True, timeout=300)


def test_a_design_says_what_it_costs_and_becomes_a_sweep(trial: Path, tmp_path: Path) -> None:
    out = tmp_path / "sweep.yaml"
    words = ("lattice", "--config", trial, "--out", out, "--seeds", 2, "--minimum", "g=0.25")
    done = design(*words, "--vary", "objective=plain,safecoder", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["trials"] == 6 * 2 * 2
    for one in found["mixtures"]:
        assert one["rows"] == 12
        assert one["work"]["steps"] == 3
        assert one["shares"]["g"] >= 0.25
        assert one["loss_tokens"] < one["work"]["tokens"]
    # A source alone has 8 rows of 12; in the even mixtures none runs out.
    alone = [one for one in found["mixtures"] if one["shares"]["g"] == 1]
    assert [one["repeats"] for one in alone] == [4]
    assert found["tokens"] == 4 * sum(one["work"]["tokens"] for one in found["mixtures"])
    assert found["gpu_hours"] > 0

    sweep = sweep_file.read(out)
    weights = sweep.parameters["weights"]
    assert isinstance(weights, Choice)
    read = [mixture.read_weights(text) for text in weights.values]
    assert read == [pytest.approx(one["shares"], abs=1e-6) for one in found["mixtures"]]
    assert sweep.parameters["objective"] == Choice(("plain", "safecoder"))
    assert sweep.parameters["seed"] == Choice((0, 1))
    assert len(sweep.grid) == found["trials"]
    assert out.read_text().startswith("# Made by: coveval sweep design lattice --config ")


def test_what_is_wrong_is_said(trial: Path, tmp_path: Path) -> None:
    out = ("--out", tmp_path / "sweep.yaml")
    wrong = design("paper", "--config", trial, *out)
    assert "the paper's mixtures need vd too" in wrong.stderr
    wrong = design("lattice", "--config", trial, *out, "--gpu", "h20", "--vary", "objective")
    assert wrong.returncode == 2
    assert "unknown GPU 'h20'" in wrong.stderr
    assert "'objective' is not KEY=VALUE,VALUE" in wrong.stderr
    settings = yaml.safe_load(trial.read_text())
    del settings["total"]
    trial.write_text(yaml.safe_dump(settings))
    wrong = design("lattice", "--config", trial, *out)
    assert "total: missing" in wrong.stderr
    assert not (tmp_path / "sweep.yaml").exists()
