import json
from pathlib import Path

import pytest

from tests.recipes.conftest import Launch, Like, small
from tests.recipes.test_vcjudge_sft import header_command

ROOT = Path(__file__).parents[2]
CONFIGS = sorted(ROOT.glob("recipes/grpo/*.yaml"))

pytestmark = pytest.mark.slow


@pytest.fixture
def grpo_on_tiny(tiny_model: Path, tmp_path: Path) -> dict[str, object]:
    overrides = small(tiny_model, tmp_path / "out")
    del overrides["max_length"]
    return overrides | {
        "weaknesses": "[CWE-22]",
        "num_generations": 2,
        "per_device_train_batch_size": 2,
        "max_completion_length": 16,
    }


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_configuration_trains_two_steps_as_its_header_says(
    path: Path, launch: Launch, like: Like, grpo_on_tiny: dict[str, object], tmp_path: Path
) -> None:
    command = header_command(path)
    assert command[4:] == ["recipes/secure_grpo.py", "--config", str(path.relative_to(ROOT))]
    model = like(path)
    judged = {"rewards": f"[executable, self={model['model_name_or_path']}]"}
    done = launch(command[6], Path(command[3]).name, 1, **grpo_on_tiny | model | judged)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "rewarded by executable, self" in done.stderr
    result = json.loads((tmp_path / "out/training.json").read_text())
    assert (result["steps"], result["questions"]) == (2, 2)
    assert result["saved_parameters"] > 0


def test_a_judge_that_is_not_there_is_said_before_anything_loads(
    launch: Launch, grpo_on_tiny: dict[str, object]
) -> None:
    overrides = grpo_on_tiny | {"rewards": "[./absent]", "weaknesses": "[CWE-1]"}
    done = launch("recipes/grpo/smollm2-135m-cpu.yaml", **overrides)
    assert done.returncode != 0
    assert done.stderr.count("error:") == 2
    assert "Loading weights" not in done.stderr
