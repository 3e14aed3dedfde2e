import json
import subprocess
from collections.abc import Callable
from functools import cache
from itertools import cycle
from pathlib import Path

import pytest
import yaml
from trl import ModelConfig, SFTConfig

from coveval_train.llm.chat import Example
from coveval_train.train import config, mixture
from coveval_train.train.data import Row
from coveval_train.train.losses import LossConfig
from coveval_train.train.mixture import MixtureConfig
from tests.instructions import general
from tests.recipes.conftest import Launch, Like, small
from tests.recipes.test_vcjudge_sft import header_command

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "recipes/ift/smollm2-135m-cpu.yaml"
HUB_MODELS = sorted(path for path in ROOT.glob("recipes/ift/*.yaml") if path != DEMO)
MIXTURES = sorted(ROOT.glob("recipes/ift/mixtures/*.yaml"))
LLAMA2 = "recipes/ift/llama2-7b-chat-qlora.yaml"
EXAMPLE = Example([1, 2], [-100, 2])
PAPER = {"sc": 2_400, "vd": 400, "gc": 20_000, "g": 8_000}
"""Rows of each set in the paper."""
Trained = Callable[[str, str, int], tuple[str, list[float]]]

pytestmark = pytest.mark.slow


def result_of(done: subprocess.CompletedProcess[str], out: Path) -> dict:
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads((out / "training.json").read_text())


@pytest.mark.parametrize(
    ("path", "preset"),
    [*zip(cycle(HUB_MODELS), MIXTURES), (DEMO, None)],
    ids=lambda path: path.stem if path else "",
)
def test_every_configuration_and_preset_trains_two_steps_as_its_header_says(
    path: Path,
    preset: Path | None,
    launch: Launch,
    like: Like,
    ift_on_tiny: dict[str, object],
    tmp_path: Path,
) -> None:
    command = header_command(path)
    assert command[4:] == [
        "recipes/secure_ift.py", "--config", str(path.relative_to(ROOT))
    ]  # fmt: skip
    used = preset.stem.split("_") if preset else ["sc", "vd"]
    files = json.loads(str(ift_on_tiny["train_files"]))
    overrides = ift_on_tiny | like(path) | {"total": 70}
    if preset is None:
        overrides["train_files"] = json.dumps({name: files[name] for name in used})
    configs = (command[6], *([str(preset.relative_to(ROOT))] if preset else []))
    done = launch(configs, Path(command[3]).name, 1, **overrides)
    result = result_of(done, tmp_path / "out")
    assert result["steps"] == 2
    assert result["saved_parameters"] > 0
    shares = result["mixture"]["shares"]
    assert set(shares) == set(used)
    assert all(share["rows"] for share in shares.values())


@pytest.mark.parametrize("preset", MIXTURES, ids=lambda path: path.stem)
def test_every_preset_goes_with_every_model(preset: Path) -> None:
    for path in HUB_MODELS:
        arguments = ["--config", str(path), "--config", str(preset), "--use_cpu", "true"]
        arguments += ["--bf16", "false"]
        parsed = config.parse([ModelConfig, SFTConfig, MixtureConfig, LossConfig], arguments)
        assert set(parsed[2].used) == set(preset.stem.split("_"))


@pytest.mark.parametrize("preset", MIXTURES, ids=lambda path: path.stem)
def test_a_preset_gives_the_counts_of_the_paper(preset: Path) -> None:
    expected = {name: PAPER[name] for name in preset.stem.split("_")}
    sources = {
        name: [Row(general(name, number), (EXAMPLE,)) for number in range(count)]
        for name, count in PAPER.items()
    }
    about = MixtureConfig(dict.fromkeys(sources, "x"), **yaml.safe_load(preset.read_text()))
    mixed = mixture.mixed({name: sources[name] for name in about.used}, about)
    assert {share.source: share.rows for share in mixed.shares} == expected
    assert not any(share.repeats for share in mixed.shares)


@pytest.mark.parametrize(
    ("objective", "together"),
    [
        ("plain", "ddp.yaml"),
        ("safecoder", "ddp.yaml"),
        ("dpo", "ddp.yaml"),
        ("plain", "zero3.yaml"),
        ("safecoder", "zero2.yaml"),
        ("plain", "fsdp2.yaml"),
        ("safecoder", "fsdp2.yaml"),
    ],
)
def test_two_processes_train_as_one_does(objective: str, together: str, trained: Trained) -> None:
    one_mixture, one = trained(objective, "cpu.yaml", 1)
    two_mixture, two = trained(objective, together, 2)
    assert one_mixture == two_mixture
    assert len(one) == 3
    assert two == pytest.approx(one, abs=1e-4)


@pytest.fixture(scope="module")
def trained(
    launch: Launch,
    tiny_model: Path,
    sources: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Trained:
    """Return what trains three steps of four rows, once for each way, and gives their losses."""

    @cache
    def train(objective: str, accelerate: str, processes: int) -> tuple[str, list[float]]:
        out = tmp_path_factory.mktemp("together") / "out"
        settings = small(tiny_model, out) | {
            "train_files": json.dumps(sources),
            "weights": "{sc: 1, vd: 1, gc: 1, g: 1}",
            "total": 32,
            "objective": objective,
            # Of eight pairs in steps of four these are three steps as well.
            "dpo_epochs": 1.5,
            "dpo_learning_rate": 1e-3,
            "load_in_4bit": False,
            "lora_dropout": 0.0,
            "max_steps": 3,
            "save_steps": 3,
            "logging_steps": 1,
            "per_device_train_batch_size": 4 // processes,
        }
        result = result_of(launch(LLAMA2, accelerate, processes, **settings), out)
        assert result["processes"] == processes
        state = json.loads((out / "checkpoint-3/trainer_state.json").read_text())
        losses = [entry["loss"] for entry in state["log_history"] if "loss" in entry]
        return result["mixture"]["fingerprint"], losses

    return train


def test_a_preset_is_trained_and_reported(
    launch: Launch, ift_on_tiny: dict[str, object], tmp_path: Path
) -> None:
    done = launch((LLAMA2, "recipes/ift/mixtures/sc_vd.yaml"), **ift_on_tiny | {"total": 700})
    result = result_of(done, tmp_path / "out")
    shares = result["mixture"]["shares"]
    assert {name: share["rows"] for name, share in shares.items()} == {"sc": 600, "vd": 100}
    repeats = 600 - shares["sc"]["available"]
    assert shares["sc"]["repeats"] == repeats
    assert f"sc: 600 of 600 examples, 600 rows ({repeats} of them repeats)" in done.stderr


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"weights": "{sc: 1, vx: 1}"}, "weights: no source in train_files is called 'vx'"),
        ({"weights": "{sc: 1}"}, "weights: 'g' is missing; 0 leaves it out"),
        ({"unit": "tokens"}, "--unit: 'tokens' is not of type"),
        ({"objective": "safe"}, "--objective: 'safe' is not of type"),
        ({"unlikelihood": -1}, "unlikelihood: -1.0 is below 0"),
        ({"packing_strategy": "wrapped", "packing": True}, "packing_strategy 'wrapped' cuts"),
    ],
)
def test_a_mistake_is_said_before_anything_loads(
    launch: Launch, ift_on_tiny: dict[str, object], overrides: dict[str, object], message: str
) -> None:
    done = launch(LLAMA2, **ift_on_tiny | overrides)
    assert done.returncode != 0
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert "Loading weights" not in done.stderr
