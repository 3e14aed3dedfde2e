"""Scoring labelled positions only, against scoring all."""

from pathlib import Path

import pytest
import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, PreTrainedModel
from trl.trainer.utils import add_fused_lm_head

from coveval_train.llm.chat import IGNORED
from coveval_train.train.labelled import labelled_only

IDS = torch.tensor([[5, 6, 7, 8, 9], [9, 8, 7, 6, 5]])
LABELS = torch.tensor([[IGNORED, 6, IGNORED, 8, 9], [9, IGNORED, IGNORED, 6, IGNORED]])
"""The second row's first label has nothing before it to be predicted from."""


@pytest.fixture
def causal(tiny_model: Path) -> PreTrainedModel:
    loaded = AutoModelForCausalLM.from_pretrained(tiny_model, dtype="float32")
    add_fused_lm_head(loaded)
    return loaded


@pytest.mark.parametrize("adapter", [False, True])
def test_it_is_the_same_loss_and_gradient(causal: PreTrainedModel, adapter: bool) -> None:
    torch.manual_seed(0)
    config = LoraConfig(init_lora_weights=False, target_modules=["q_proj", "v_proj"])
    model = get_peft_model(causal, config) if adapter else causal

    everywhere = model(input_ids=IDS, labels=LABELS, fused_lm_head=True).log_probs
    everywhere.sum().backward()
    expected = gradients(model)

    with labelled_only(model, {"input_ids": IDS, "labels": LABELS}) as inputs:
        scored = model(**inputs, fused_lm_head=True).log_probs
    scored.sum().backward()

    assert inputs["shift_labels"].tolist() == [[6, 8, 9, 6]]
    assert scored.shape == (1, 4)
    assert scored[0].tolist() == pytest.approx(everywhere[everywhere != 0].tolist(), abs=1e-5)
    for one, other in zip(gradients(model), expected, strict=True):
        assert torch.allclose(one, other, atol=1e-5)


def test_outside_of_it_all_positions_are_there_again(causal: PreTrainedModel) -> None:
    with labelled_only(causal, {"labels": LABELS}):
        pass
    assert causal(input_ids=IDS).logits.shape[:2] == IDS.shape


def test_without_labels_the_loss_is_zero_and_can_be_gone_back_through(
    causal: PreTrainedModel,
) -> None:
    none = torch.full_like(LABELS, IGNORED)
    with labelled_only(causal, {"input_ids": IDS, "labels": none}) as inputs:
        scored = causal(**inputs, fused_lm_head=True).log_probs
    scored.sum().backward()
    assert scored.sum() == 0
    assert all((gradient == 0).all() for gradient in gradients(causal))


def gradients(model: torch.nn.Module) -> list[torch.Tensor]:
    """Return the gradients, and clear them."""
    found = [each.grad.clone() for each in model.parameters() if each.grad is not None]
    model.zero_grad()
    return found
