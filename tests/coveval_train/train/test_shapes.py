from pathlib import Path

import pytest
import torch
from trl import ModelConfig

from coveval_train.train import shapes

PUBLISHED = {
    "meta-llama/Meta-Llama-3-8B-Instruct": 8_030_261_248,
    "meta-llama/Llama-2-7b-chat-hf": 6_738_415_616,
    "codellama/CodeLlama-7b-Instruct-hf": 6_738_546_688,
    "Qwen/Qwen2.5-Coder-7B-Instruct": 7_615_616_512,
}
"""Parameters, as the models' pages count them."""


@pytest.fixture(autouse=True)
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


@pytest.mark.parametrize("name", PUBLISHED)
def test_known_models_have_their_published_size(name: str) -> None:
    assert shapes.of(ModelConfig(model_name_or_path=name)).parameters == PUBLISHED[name]


def test_every_model_of_a_recipe_is_known() -> None:
    configs = (Path(__file__).parents[3] / "recipes").rglob("*.yaml")
    named = [
        line.split(": ")[1]
        for path in configs
        for line in path.read_text().splitlines()
        if line.startswith("model_name_or_path")
    ]
    assert set(named) - {"runs/demo/model"} == set(shapes.KNOWN)


def test_only_the_adapter_is_trained(tiny_model: Path) -> None:
    args = ModelConfig(
        model_name_or_path=str(tiny_model),
        use_peft=True,
        lora_r=4,
        lora_target_modules=["q_proj", "v_proj"],
    )
    # Two layers, rank 4, from 64 wide to 64 and to 32.
    assert shapes.of(args).trained == 2 * 4 * ((64 + 64) + (64 + 32))


def test_without_an_adapter_all_is_trained(tiny_model: Path) -> None:
    shape = shapes.of(ModelConfig(model_name_or_path=str(tiny_model), dtype="bfloat16"))
    assert shape.trained == shape.parameters
    assert shape.trained_dtype == torch.bfloat16


def test_no_weights_are_loaded(tiny_model: Path) -> None:
    model = shapes.empty(ModelConfig(model_name_or_path=str(tiny_model)))
    assert {parameter.device.type for parameter in model.parameters()} == {"meta"}


def test_an_unknown_model_is_an_error() -> None:
    with pytest.raises(OSError, match="huggingface"):
        shapes.of(ModelConfig(model_name_or_path="nobody/nothing"))
