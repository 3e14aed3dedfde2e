import json
from pathlib import Path

import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import ModelConfig

from coveval_train import models, runs
from coveval_train.errors import UserError
from coveval_train.llm.local import load
from coveval_train.train import loading, merging


def adapter(tiny_model: Path, out: Path, load_in_4bit: bool) -> Path:
    """Save an adapter with random weights in both of its matrices, and a run that made it."""
    args = ModelConfig(
        model_name_or_path=str(tiny_model),
        dtype="float32",
        load_in_4bit=load_in_4bit,
        bnb_4bit_quant_type="nf4",
    )
    config = LoraConfig(target_modules="all-linear", task_type="CAUSAL_LM", init_lora_weights=False)
    torch.manual_seed(0)
    get_peft_model(loading.base_model(args), config).save_pretrained(out)
    AutoTokenizer.from_pretrained(tiny_model).save_pretrained(out)
    settings = {"dtype": "float32", "load_in_4bit": load_in_4bit, "learning_rate": 0.0003}
    runs.open_run(out, {"config": settings})
    data = {"train": {"rows": 3, "tokens": 40}}
    (out / "training.json").write_text(json.dumps({"data": data, "steps": 2, "processes": 1}))
    return out


def logits(model: torch.nn.Module) -> torch.Tensor:
    with torch.no_grad():
        return model.eval()(torch.arange(3, 60)[None]).logits


@pytest.mark.parametrize("base", ["original", "dequantized"])
def test_a_merged_model_answers_as_the_adapter_did(
    tiny_model: Path, tmp_path: Path, base: merging.Base
) -> None:
    quantized = base == "dequantized"
    made = adapter(tiny_model, tmp_path / "adapter", quantized)
    args = ModelConfig(
        model_name_or_path=str(tiny_model),
        dtype="float32",
        load_in_4bit=quantized,
        bnb_4bit_quant_type="nf4",
    )
    apart = logits(PeftModel.from_pretrained(loading.base_model(args), str(made)))
    out = merging.merge(made, tmp_path / "merged", base, [])
    together = logits(AutoModelForCausalLM.from_pretrained(out, dtype="float32"))
    torch.testing.assert_close(together, apart, atol=1e-3, rtol=0)
    assert json.loads((out / merging.MERGED).read_text())["merged_into"] == base


def test_a_merged_model_stands_alone(tiny_model: Path, tmp_path: Path) -> None:
    out = merging.merge(
        adapter(tiny_model, tmp_path / "adapter", False), tmp_path / "merged", "original", []
    )
    assert list(out.glob("*.safetensors"))
    model = load(models.resolve(str(out)), batch_tokens=1024)
    assert model.tokenizer.chat_template
    assert models.resolve(str(out)).adapter is None


def test_the_card_tells_data_hyperparameters_and_scores(tiny_model: Path, tmp_path: Path) -> None:
    run = tmp_path / "mine"
    run.mkdir()
    row = {"task": "detection", "judge": "answer", "metrics": {"mcc": {}}}
    row["metrics"] = {"mcc": {"value": 0.25, "low": 0.1, "high": 0.5}}
    (run / "scores.json").write_text(json.dumps([row]))
    made = adapter(tiny_model, tmp_path / "adapter", False)
    card = (merging.merge(made, tmp_path / "merged", "original", [run]) / "README.md").read_text()
    assert f"base_model: {tiny_model}" in card
    assert "- train: 3 rows, 40 tokens" in card
    assert "- learning_rate: 0.0003" in card
    assert "| detection | answer | mcc | 0.25 [0.10, 0.50] |" in card


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("exists", "exists; choose another folder"),
        ("no adapter", "nothing to merge"),
        ("no scores", "no scores.json"),
        ("never quantized", "was never quantized"),
    ],
)
def test_what_cannot_be_merged_is_said_and_leaves_nothing(
    tiny_model: Path, tmp_path: Path, fault: str, message: str
) -> None:
    made = adapter(tiny_model, tmp_path / "adapter", False)
    out = made if fault == "exists" else tmp_path / "merged"
    source = tiny_model if fault == "no adapter" else made
    base: merging.Base = "dequantized" if fault == "never quantized" else "original"
    before = sorted(tmp_path.iterdir())
    with pytest.raises(UserError, match=message):
        merging.merge(source, out, base, [tmp_path] if fault == "no scores" else [])
    assert sorted(tmp_path.iterdir()) == before
