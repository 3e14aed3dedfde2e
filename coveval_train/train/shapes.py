"""A model's shape from its configuration alone: no weights are read, and none take memory."""

from dataclasses import dataclass

import torch
from peft import get_peft_model
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    LlamaConfig,
    PreTrainedConfig,
    PreTrainedModel,
    Qwen2Config,
)
from trl import ModelConfig, get_peft_config

_DEFAULT_DTYPE = torch.float32


def _llama2_7b(vocab_size: int) -> LlamaConfig:
    return LlamaConfig(
        vocab_size=vocab_size,
        hidden_size=4096,
        intermediate_size=11008,
        num_hidden_layers=32,
        num_attention_heads=32,
        num_key_value_heads=32,
    )


KNOWN: dict[str, PreTrainedConfig] = {
    "meta-llama/Meta-Llama-3-8B-Instruct": LlamaConfig(
        vocab_size=128256,
        hidden_size=4096,
        intermediate_size=14336,
        num_hidden_layers=32,
        num_attention_heads=32,
        num_key_value_heads=8,
        max_position_embeddings=8192,
    ),
    "meta-llama/Llama-2-7b-chat-hf": _llama2_7b(32000),
    "codellama/CodeLlama-7b-Instruct-hf": _llama2_7b(32016),
    "Qwen/Qwen2.5-Coder-7B-Instruct": Qwen2Config(
        vocab_size=152064,
        hidden_size=3584,
        intermediate_size=18944,
        num_hidden_layers=28,
        num_attention_heads=28,
        num_key_value_heads=4,
    ),
}
"""What the models of the shipped recipes publish in their ``config.json``. The hub is not asked
for it, as it gives some of them only to who has accepted their licence."""


@dataclass(frozen=True)
class Shape:
    """Counts of a model's parameters."""

    parameters: int
    """Of the base model; tied ones count once."""
    trained: int
    """Of the adapter, or of the whole model where there is none."""
    trained_dtype: torch.dtype


def of(model_args: ModelConfig) -> Shape:
    """Count a model's parameters, its adapter's included.

    Raises:
        OSError: there is no such model, or it cannot be fetched.
    """
    model = empty(model_args)
    base = sum(parameter.numel() for parameter in model.parameters())
    adapted = with_adapter(model, model_args)
    trained = [parameter for parameter in adapted.parameters() if parameter.requires_grad]
    return Shape(base, sum(map(torch.Tensor.numel, trained)), trained[0].dtype)


def empty(model_args: ModelConfig) -> PreTrainedModel:
    """Build the base model on PyTorch's meta device, where tensors have shapes and no values."""
    config = _config(model_args)
    dtype = getattr(torch, str(model_args.dtype), None) or config.dtype or _DEFAULT_DTYPE
    with torch.device("meta"):
        return AutoModelForCausalLM.from_config(config, dtype=dtype)


def _config(model_args: ModelConfig) -> PreTrainedConfig:
    name = str(model_args.model_name_or_path)
    if name in KNOWN:
        return KNOWN[name]
    return AutoConfig.from_pretrained(name, revision=model_args.model_revision)


def with_adapter(model: PreTrainedModel, model_args: ModelConfig) -> torch.nn.Module:
    """Put the configured adapter, if any, on a model of `empty`; its weights are float32."""
    adapter = get_peft_config(model_args)
    if adapter is None:
        return model
    with torch.device("meta"):
        return get_peft_model(model, adapter)


def bytes_of(dtype: torch.dtype) -> int:
    return torch.empty((), dtype=dtype).element_size()
