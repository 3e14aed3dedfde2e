from pathlib import Path

import pytest
import torch
from peft import LoraConfig, get_peft_model
from trl import ModelConfig, SFTConfig

from coveval_train.train import loading


def gradients(model: torch.nn.Module, ids: torch.Tensor) -> list[torch.Tensor]:
    model.train()
    model.zero_grad()
    model(ids, labels=ids).loss.backward()
    return [p.grad.clone() for p in model.parameters() if p.grad is not None]


def test_an_evaluation_between_steps_leaves_qlora_gradients_as_they_were(tiny_model: Path) -> None:
    # On some CPUs bitsandbytes packs 4-bit weights for inference, and packed ones have no gradient.
    args = ModelConfig(model_name_or_path=str(tiny_model), load_in_4bit=True)
    torch.manual_seed(0)
    model = get_peft_model(
        loading.base_model(args), LoraConfig(target_modules="all-linear", task_type="CAUSAL_LM")
    )
    ids = torch.randint(3, 200, (2, 32))
    before = gradients(model, ids)
    model.eval()
    with torch.no_grad():
        model(ids)
    after = gradients(model, ids)
    assert any(gradient.abs().sum() > 0 for gradient in before)
    torch.testing.assert_close(after, before)


def test_what_cannot_be_trained_is_said_before_anything_loads(tmp_path: Path) -> None:
    model_args = ModelConfig(model_name_or_path=str(tmp_path / "absent"), load_in_4bit=True)
    problems = loading.problems(
        model_args, SFTConfig(output_dir=str(tmp_path), use_cpu=True, bf16=False)
    )
    assert len(problems) == 2
    assert "no such model folder" in problems[0]
    assert "use_peft: true" in problems[1]


def test_the_tokenizer_of_a_recipe_pads_with_a_token_of_its_own(tiny_model: Path) -> None:
    tokenizer = loading.tokenizer(ModelConfig(model_name_or_path=str(tiny_model)))
    assert tokenizer.pad_token_id != tokenizer.eos_token_id


@pytest.mark.parametrize("missing", ["model_name_or_path", "output_dir"])
def test_a_missing_key_is_named(tiny_model: Path, tmp_path: Path, missing: str) -> None:
    model_args = ModelConfig(model_name_or_path=str(tiny_model))
    sft_args = SFTConfig(output_dir=str(tmp_path), use_cpu=True, bf16=False)
    setattr(model_args if missing.startswith("model") else sft_args, missing, None)
    assert [problem for problem in loading.problems(model_args, sft_args) if missing in problem]
