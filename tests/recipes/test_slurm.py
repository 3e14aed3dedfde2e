"""What can be known of the cluster's scripts without a cluster.

That is their syntax, and a run on two nodes that are both this machine: `srun` has a stand-in.
"""

import json
import re
import socket
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.recipes.conftest import ROOT

SLURM = ROOT / "recipes/slurm"
OPTIONS = {
    "job-name", "array", "nodes", "ntasks-per-node", "gpus-per-node", "cpus-per-task", "time",
    "requeue", "output",
}  # fmt: skip
"""Of sbatch, of those that it documents."""
SRUN = """#!/usr/bin/env bash
while [[ $1 == --* ]]; do shift; done
SLURM_NODEID=1 "$@" &
SLURM_NODEID=0 "$@" && wait $!
"""
SCONTROL = """#!/usr/bin/env bash
[[ $* == "show hostnames two[1-2]" ]] && printf '127.0.0.1\\ntwo2\\n'
"""


@pytest.mark.parametrize("script", sorted(SLURM.iterdir()), ids=lambda path: path.name)
def test_a_script_is_bash(script: Path) -> None:
    subprocess.run(["bash", "-n", script], check=True)


def test_a_batch_script_has_options_that_sbatch_reads() -> None:
    lines = (SLURM / "agents.sbatch").read_text().splitlines()
    first = next(at for at, line in enumerate(lines) if line and not line.startswith("#"))
    directives = [line for line in lines if line.startswith("#SBATCH")]
    # sbatch stops reading at the first command.
    assert all(lines.index(line) < first for line in directives)
    found = [re.fullmatch(r"#SBATCH --([a-z-]+)(=\S+)?", line) for line in directives]
    assert all(one and one[1] in OPTIONS for one in found)


@pytest.mark.slow
def test_a_recipe_is_launched_on_every_node(
    tmp_path: Path,
    environment: dict[str, str],
    tiny_model: Path,
    sources: dict[str, str],
) -> None:
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name, text in (("srun", SRUN), ("scontrol", SCONTROL)):
        (bin_ / name).write_text(text)
        (bin_ / name).chmod(0o755)
    settings = yaml.safe_load((ROOT / "accelerate_configs/ddp.yaml").read_text())
    settings |= {"use_cpu": True, "mixed_precision": "no"}
    accelerate = tmp_path / "nodes.yaml"
    accelerate.write_text(yaml.safe_dump(settings))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    slurm = {
        "SLURM_JOB_NODELIST": "two[1-2]",
        "SLURM_JOB_NUM_NODES": "2",
        "PROCESSES_PER_NODE": "1",
        "MAIN_PORT": str(port),
        "PATH": f"{bin_}:{environment['PATH']}",
    }
    overrides = {
        "model_name_or_path": tiny_model,
        "output_dir": tmp_path / "out",
        "train_files": json.dumps({name: sources[name] for name in ("gc", "g")}),
        "weights": "gc=1,g=1",
        "total": 8,
        "use_cpu": True,
        "bf16": False,
        "dtype": "float32",
        "max_length": 4096,
        "per_device_train_batch_size": 1,
        "gradient_accumulation_steps": 1,
    }
    words = [SLURM / "launch_nodes", accelerate, "recipes/secure_ift.py", "--config"]
    words += [ROOT / "recipes/ift/smollm2-135m-cpu.yaml"]
    words += [f"--{name}={value}" for name, value in overrides.items()]
    done = subprocess.run(
        words, env=environment | slurm, cwd=ROOT, capture_output=True, text=True, timeout=400
    )
    assert done.returncode == 0, done.stderr
    result = json.loads((tmp_path / "out/training.json").read_text())
    assert result["processes"] == 2
    assert result["steps"] == 4
