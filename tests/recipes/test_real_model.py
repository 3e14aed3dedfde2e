"""The demo's model and recipe, on a part of the demo's data."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from transformers import AutoTokenizer

from coveval_train import demo_model
from coveval_train.cli import messages

ROOT = Path(__file__).parents[2]
Launch = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model() -> Path:
    """Fetch the demo model, or use the demo's own copy if it is there."""
    folder = ROOT / "runs/demo/model"
    saved = demo_model.save(folder, messages())
    assert saved.sha256
    return folder


def test_its_chat_template_survives(model: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(model)
    text = tokenizer.apply_chat_template(
        [{"role": "user", "content": "Hi"}], tokenize=False, add_generation_prompt=True
    )
    assert text.endswith("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n")


def test_qlora_lowers_the_loss_on_families_it_never_saw(
    model: Path, data: Path, launch: Launch, tmp_path: Path
) -> None:
    rows = (data / "validation.jsonl").read_text().splitlines(keepends=True)
    validation = tmp_path / "validation.jsonl"
    validation.write_text("".join(rows[::16]))
    done = launch(
        "recipes/vcjudge/smollm2-135m-cpu.yaml",
        model_name_or_path=model,
        train_file=data / "train.jsonl",
        validation_file=validation,
        output_dir=tmp_path / "out",
        max_steps=6,
        eval_strategy="steps",
        eval_steps=6,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    losses = json.loads((tmp_path / "out/training.json").read_text())["eval_losses"]
    assert losses[0]["step"] == 0
    assert losses[-1]["step"] == 6
    assert losses[-1]["eval_loss"] < losses[0]["eval_loss"] / 2
