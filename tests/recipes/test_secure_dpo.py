import json
from pathlib import Path

import pytest

from tests.recipes.conftest import Launch, Like
from tests.recipes.test_vcjudge_sft import header_command

ROOT = Path(__file__).parents[2]
CONFIGS = sorted(ROOT.glob("recipes/dpo/*.yaml"))
SMOLLM2 = "recipes/dpo/smollm2-135m-cpu.yaml"

pytestmark = pytest.mark.slow


@pytest.fixture
def dpo_on_tiny(on_tiny: dict[str, object], sources: dict[str, str]) -> dict[str, object]:
    folder = Path(sources["sc"]).parent
    files = {"train_file": sources["sc"], "validation_file": folder / "validation.jsonl"}
    return on_tiny | files | {"max_length": 6000, "eval_strategy": "no"}


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_configuration_trains_two_steps_as_its_header_says(
    path: Path, launch: Launch, like: Like, dpo_on_tiny: dict[str, object], tmp_path: Path
) -> None:
    command = header_command(path)
    assert command[4:] == ["recipes/secure_dpo.py", "--config", str(path.relative_to(ROOT))]
    done = launch(command[6], Path(command[3]).name, 1, **dpo_on_tiny | like(path))
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads((tmp_path / "out/training.json").read_text())
    assert result["steps"] == 2
    assert result["data"]["train"]["rows"] > 0
    assert result["saved_parameters"] > 0


def test_data_without_rejected_answers_is_refused(
    launch: Launch, dpo_on_tiny: dict[str, object], data: Path
) -> None:
    done = launch(SMOLLM2, **dpo_on_tiny | {"train_file": data / "train.jsonl"})
    assert done.returncode != 0
    assert "instructions have no rejected answer, the first judgment:" in done.stderr
    assert "Traceback" not in done.stderr
