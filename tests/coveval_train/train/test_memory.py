from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
import torch
from transformers import AutoModelForCausalLM
from trl import ModelConfig, SFTConfig

from coveval_train.train import memory
from coveval_train.train.memory import Memory, Sharding

LORA = {
    "use_peft": True,
    "lora_r": 4,
    "lora_target_modules": ["q_proj", "v_proj"],
    "lora_dropout": 0.0,
}
TRAINED = 4 * 2 * 4 * ((64 + 64) + (64 + 32))
"""Bytes: float32, two layers, rank 4, from 64 wide to 64 and to 32."""
ALONE = Sharding()
LLAMA3 = "meta-llama/Meta-Llama-3-8B-Instruct"


def settings(tmp_path: Path, **overrides: object) -> SFTConfig:
    given = {"gradient_checkpointing": False, "per_device_train_batch_size": 2} | overrides
    return SFTConfig(output_dir=str(tmp_path), use_cpu=True, bf16=False, **given)  # type: ignore[arg-type]


def plan(
    model: Path | str,
    tmp_path: Path,
    sharding: Sharding = ALONE,
    model_args: Mapping[str, object] = MappingProxyType({}),
    **overrides: object,
) -> Memory:
    args = ModelConfig(model_name_or_path=str(model), **model_args)  # type: ignore[arg-type]
    return memory.plan(args, settings(tmp_path, **overrides), 256, sharding)


def test_activations_are_what_autograd_keeps(tiny_model: Path, tmp_path: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(tiny_model, dtype="float32").train()
    own = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    kept: dict[int, torch.UntypedStorage] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            kept[storage.data_ptr()] = storage
        return tensor

    ids = torch.zeros((2, 256), dtype=torch.long)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        model.base_model(input_ids=ids, use_cache=False)
    measured = sum(storage.nbytes() for storage in kept.values())
    planned = plan(tiny_model, tmp_path, model_args={"dtype": "float32"}).activations
    assert planned == pytest.approx(measured, rel=0.05)


def test_without_triton_the_head_holds_more_for_each_logit(
    tiny_model: Path, tmp_path: Path
) -> None:
    args = ModelConfig(model_name_or_path=str(tiny_model), dtype="float32", use_peft=True)
    on_cpu, on_gpu = (
        memory.plan(
            args,
            SFTConfig(
                output_dir=str(tmp_path),
                use_cpu=use_cpu,
                bf16=False,
                gradient_checkpointing=False,
                per_device_train_batch_size=2,
            ),
            256,
            ALONE,
        )
        for use_cpu in (True, False)
    )
    logits, hidden = 2 * 256 * 259, 2 * 256 * 64
    assert on_cpu.working == logits * (4 + 7 * 4 + 1) + hidden * 4
    assert on_gpu.working < on_cpu.working / 4


def test_full_fine_tuning_holds_weights_gradients_and_two_moments(
    tiny_model: Path, tmp_path: Path
) -> None:
    found = plan(tiny_model, tmp_path, model_args={"dtype": "float32"})
    assert found.weights == found.gradients == found.optimizer // 2
    assert found.adapter == 0


def test_an_adapter_is_all_that_has_gradients(tiny_model: Path, tmp_path: Path) -> None:
    found = plan(tiny_model, tmp_path, model_args=LORA)
    assert found.adapter == found.gradients == found.optimizer // 2 == TRAINED


def test_checkpointing_trades_activations(tiny_model: Path, tmp_path: Path) -> None:
    kept = plan(tiny_model, tmp_path).activations
    run_again = plan(tiny_model, tmp_path, gradient_checkpointing=True).activations
    assert run_again < kept


def test_eight_bit_moments_are_a_byte_each(tiny_model: Path, tmp_path: Path) -> None:
    found = plan(tiny_model, tmp_path, model_args={"dtype": "float32"}, optim="adamw_bnb_8bit")
    assert found.optimizer == 2 * found.weights // 4


@pytest.mark.parametrize(
    ("stage", "divided"),
    [
        (1, ["optimizer"]),
        (2, ["optimizer", "gradients"]),
        (3, ["optimizer", "gradients", "weights"]),
    ],
)
def test_zero_divides_by_stage(
    tiny_model: Path, tmp_path: Path, stage: int, divided: list[str]
) -> None:
    alone, together = (plan(tiny_model, tmp_path, Sharding(stage, n)) for n in (1, 4))
    for name in ("weights", "gradients", "optimizer"):
        whole, part = getattr(alone, name), getattr(together, name)
        assert part == (-(-whole // 4) if name in divided else whole), name


def test_nf4_weights_of_llama3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By hand: 32 layers of 218,103,808 quantized weights, two matrices of the vocabulary that are
    not, and 65 norms."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    args = {"dtype": "bfloat16", "load_in_4bit": True, "use_bnb_nested_quant": True} | LORA
    found = plan(LLAMA3, tmp_path, model_args=args)
    quantized = 32 * 218_103_808
    expected = quantized * (1 / 2 + 1 / 64 + 1 / 4096) + 2 * (2 * 128_256 * 4096 + 65 * 4096)
    assert found.weights == pytest.approx(expected, rel=1e-4)
