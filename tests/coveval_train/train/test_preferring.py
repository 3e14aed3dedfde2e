"""DPO as it follows supervised fine-tuning, on a tiny model with an adapter."""

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM
from trl import ModelConfig, SFTConfig

from coveval_train.records import Instruction, Message
from coveval_train.train import data, loading, preferring, session
from coveval_train.train.data import Row
from coveval_train.train.losses import LossConfig

pytestmark = pytest.mark.slow
ABOUT = LossConfig(objective="dpo", dpo_learning_rate=1e-2, dpo_epochs=2)


def pair(number: int, rejected: str | None = "system(x)") -> Instruction:
    return Instruction(
        id=str(number),
        kind="completion",
        messages=[
            Message(role="user", content=f"Write line {number}."),
            Message(role="assistant", content="run([x])", loss=True, rejected=rejected),
        ],
        family=str(number),
        split="train",
        origin="test",
        prompt="test@1",
    )


@pytest.fixture
def model_args(tiny_model: Path) -> ModelConfig:
    return ModelConfig(str(tiny_model), dtype="float32", use_peft=True)


@pytest.fixture
def args(tmp_path: Path, tiny_model: Path) -> SFTConfig:
    """A run whose supervised part is done: it has left an adapter that is not that of a start."""
    out = tmp_path / "out"
    base = AutoModelForCausalLM.from_pretrained(tiny_model, dtype=torch.float32)
    torch.manual_seed(1)
    adapted = get_peft_model(base, LoraConfig(target_modules="all-linear", init_lora_weights=False))
    adapted.save_pretrained(out / preferring.SUPERVISED)
    return settings(out)


def settings(out: Path) -> SFTConfig:
    return SFTConfig(
        output_dir=str(out),
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        per_device_train_batch_size=2,
        logging_steps=1,
        save_steps=1,
        max_length=64,
        report_to=[],
    )


def train(model_args: ModelConfig, args: SFTConfig, held: Any = None) -> dict[str, Any]:
    tokenizer = loading.tokenizer(model_args)
    rows = [pair(number) for number in range(4)]
    preferring.train(model_args, args, ABOUT, rows, tokenizer, {"mixture": {}}, held)
    return session.result(Path(str(args.output_dir)))


def logged(args: SFTConfig, name: str) -> list[float]:
    state = Path(str(args.output_dir)) / "checkpoint-4/trainer_state.json"
    history = json.loads(state.read_text())["log_history"]
    return [entry[name] for entry in history if name in entry]


def test_pairs_among_the_rows_are_learnt_from_once() -> None:
    rows = [Row(pair(number, rejected), ()) for number, rejected in ((1, "x"), (2, None), (1, "x"))]
    assert [each.id for each in preferring.preferred(rows, ABOUT)] == ["1"]
    assert preferring.preferred(rows, LossConfig()) == []


@pytest.mark.parametrize("load_in_4bit", [False, True])
def test_it_begins_at_the_supervised_model_and_prefers(
    model_args: ModelConfig, args: SFTConfig, load_in_4bit: bool
) -> None:
    model_args.load_in_4bit = load_in_4bit
    result = train(model_args, args)
    assert result["preferences"]["rows"] == 4
    assert result["steps"] == 4
    # Where the policy is its reference, neither answer is preferred (equation 7 of the paper).
    assert logged(args, "loss")[0] == pytest.approx(math.log(2), abs=1e-4)
    assert logged(args, "rewards/margins")[0] == pytest.approx(0, abs=1e-4)
    assert logged(args, "rewards/margins")[-1] > 0.1


def test_what_is_saved_is_the_preferring_adapter_alone(
    model_args: ModelConfig, args: SFTConfig, tiny_model: Path
) -> None:
    train(model_args, args)
    out = Path(str(args.output_dir))
    assert not (out / "ref").exists()
    name = "adapter_model.safetensors"
    before, after = load_file(out / preferring.SUPERVISED / name), load_file(out / name)
    assert before.keys() == after.keys()
    assert any(not torch.equal(before[each], after[each]) for each in before)


def test_the_held_out_loss_is_that_of_the_saved_model(
    model_args: ModelConfig, args: SFTConfig, tiny_model: Path
) -> None:
    tokenizer = loading.tokenizer(model_args)
    [row] = data.tokenize([pair(9)], tokenizer, None, "held").rows
    held = {"sc": data.dataset([row])}
    [found] = train(model_args, args, held)["eval_losses"]
    saved = PeftModel.from_pretrained(
        AutoModelForCausalLM.from_pretrained(tiny_model, dtype=torch.float32), args.output_dir
    )
    [example] = row.examples
    with torch.no_grad():
        ids, labels = torch.tensor([example.input_ids]), torch.tensor([example.labels])
        expected = saved(input_ids=ids, labels=labels).loss.item()
    assert found["eval_sc_loss"] == pytest.approx(expected, abs=1e-4)


def test_a_killed_run_goes_on_to_the_same_weights(
    model_args: ModelConfig, args: SFTConfig, tmp_path: Path
) -> None:
    train(model_args, args)
    out, other = Path(str(args.output_dir)), tmp_path / "killed"
    for part in (preferring.SUPERVISED, "checkpoint-2"):
        shutil.copytree(out / part, other / part)
    train(model_args, settings(other))
    name = "adapter_model.safetensors"
    before, after = load_file(out / name), load_file(other / name)
    for each in before:
        torch.testing.assert_close(after[each], before[each], rtol=0, atol=1e-6)


def test_without_an_adapter_the_reference_is_the_supervised_model_too(
    tiny_model: Path, tmp_path: Path
) -> None:
    model = AutoModelForCausalLM.from_pretrained(tiny_model, dtype=torch.float32)
    with torch.no_grad():
        model.lm_head.weight.mul_(3)
    folder = tmp_path / "out" / preferring.SUPERVISED
    model.save_pretrained(folder)
    args = settings(tmp_path / "out")
    full = ModelConfig(str(tiny_model), dtype="float32")
    assert train(full, args)["steps"] == 4
    assert logged(args, "loss")[0] == pytest.approx(math.log(2), abs=1e-4)


def test_partitioned_models_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert preferring.problems(ABOUT) == []
    monkeypatch.setenv("ACCELERATE_USE_FSDP", "true")
    assert preferring.problems(LossConfig()) == []
    assert "neither DeepSpeed nor FSDP" in preferring.problems(ABOUT)[0]
