"""How much memory a training run takes on each device, worked out without weights.

Activations are not guessed at from a formula: the model is run on PyTorch's meta device, where
tensors have shapes and no values, and what autograd keeps for the backward pass is added up.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import AttentionInterface, AttentionMaskInterface, PreTrainedModel
from transformers.training_args import OptimizerNames
from trl import ModelConfig, SFTConfig

from coveval_train.train import shapes

_NF4_BYTES = 0.5 + 4 / 64
"""A 4-bit weight and its part of a float32 scale for 64 of them (Dettmers et al., 2023)."""
_NESTED_BYTES = 0.5 + 1 / 64 + 4 / (64 * 256)
"""The same with scales that are quantized to 8 bits, 256 at a time."""
_TILE_TOKENS, _TILE_VOCABULARY = 4096, 32768
"""The largest piece of the logits that TRL's fused head holds at once (trl 1.16)."""
_EAGER_BYTES = 4 * 7 + 1
"""For each of a tile's logits what TRL's fused head holds beside it where Triton is missing: seven
steps of the gradient in float32, and whether it is the target's."""
_ATTENTION = "accounted"


@dataclass(frozen=True)
class Sharding:
    """How DeepSpeed divides memory among devices (ZeRO: Rajbhandari et al., 2020)."""

    stage: int = 0
    """0 is training without DeepSpeed."""
    devices: int = 1

    def part(self, size: int, from_stage: int) -> int:
        """Return a device's part of what is divided from a stage on."""
        return math.ceil(size / self.devices) if self.stage >= from_stage else size


@dataclass(frozen=True)
class Memory:
    """Bytes on each device when they are at their most."""

    weights: int
    """Of the base model, quantized ones with their scales."""
    adapter: int
    gradients: int
    optimizer: int
    activations: int
    """Kept by the forward pass for the backward pass."""
    working: int
    """Held for a moment: a tile of the logits, or the gradients inside one layer."""

    @property
    def total(self) -> int:
        return (
            self.weights
            + self.adapter
            + self.gradients
            + self.optimizer
            + self.activations
            + self.working
        )


def plan(
    model_args: ModelConfig,
    sft_args: SFTConfig,
    length: int,
    sharding: Sharding,
) -> Memory:
    """Work out the memory of a training step.

    Args:
        length: tokens of a sequence; a step holds ``per_device_train_batch_size`` of them.

    Raises:
        OSError: there is no such model, or it cannot be fetched.
    """
    model = shapes.empty(model_args)
    weights = _weights(model, model_args)
    compute = next(model.parameters()).dtype
    batch = sft_args.per_device_train_batch_size
    adapted = shapes.with_adapter(model, model_args)
    trained = [parameter for parameter in adapted.parameters() if parameter.requires_grad]
    count = sum(map(Tensor.numel, trained))
    own = _bytes(trained)
    return Memory(
        weights=sharding.part(weights, 3),
        adapter=own if model_args.use_peft else 0,
        gradients=sharding.part(own, 2),
        optimizer=sharding.part(_optimizer(sft_args, count, own, sharding), 1),
        activations=_activations(model, sft_args, batch, length),
        working=_working(model, batch * length, compute, model_args, sft_args),
    )


def _weights(model: PreTrainedModel, model_args: ModelConfig) -> int:
    if not model_args.load_in_4bit:
        return _bytes(list(model.parameters()))
    head = model.get_output_embeddings()
    quantized = {
        id(module.weight): module.weight.numel()
        for module in model.modules()
        if isinstance(module, nn.Linear) and module is not head
    }
    each = _NESTED_BYTES if model_args.use_bnb_nested_quant else _NF4_BYTES
    others = [parameter for parameter in model.parameters() if id(parameter) not in quantized]
    return math.ceil(sum(quantized.values()) * each) + _bytes(others)


def _bytes(parameters: list[nn.Parameter]) -> int:
    return sum(each.numel() * each.element_size() for each in parameters)


def _optimizer(sft_args: SFTConfig, count: int, own: int, sharding: Sharding) -> int:
    """Adam's two moments are of the parameters' own type, or of a byte each.

    DeepSpeed keeps them, and a copy of the parameters, in float32.
    """
    if "8bit" in OptimizerNames(sft_args.optim).value:
        return 2 * count
    return 12 * count if sharding.stage else 2 * own


def _activations(model: PreTrainedModel, sft_args: SFTConfig, batch: int, length: int) -> int:
    config = model.config.get_text_config()
    kept = _kept(model, batch, length)
    if not sft_args.gradient_checkpointing:
        return kept
    # Of each layer its input is kept, and of one at a time everything, while it is run again.
    inputs = batch * length * config.hidden_size * next(model.parameters()).element_size()
    return inputs * config.num_hidden_layers + kept // config.num_hidden_layers


def _kept(model: PreTrainedModel, batch: int, length: int) -> int:
    """Return the bytes that autograd keeps of a forward pass through all layers."""
    own = {parameter.untyped_storage()._cdata for parameter in model.parameters()}
    kept: dict[int, torch.UntypedStorage] = {}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage._cdata not in own:
            kept[storage._cdata] = storage
        return tensor

    AttentionInterface.register(_ATTENTION, _attend)
    AttentionMaskInterface.register(_ATTENTION, lambda *_, **__: None)
    model.set_attn_implementation(_ATTENTION)
    ids = torch.zeros((batch, length), dtype=torch.long, device="meta")
    # Without a mask Transformers looks into the positions, and there is nothing to see in them.
    whole = torch.ones_like(ids)
    model.train()
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        model.base_model(input_ids=ids, attention_mask=whole, use_cache=False)
    return sum(storage.nbytes() for storage in kept.values())


class _Attention(torch.autograd.Function):
    """Keeps what attention that never builds its matrix keeps (Dao et al., 2022)."""

    @staticmethod
    def forward(ctx, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        out = torch.empty_like(query)
        ctx.save_for_backward(query, key, value, out)
        return out

    @staticmethod
    def backward(ctx, *_: Tensor) -> None:
        raise NotImplementedError


def _attend(
    module: nn.Module, query: Tensor, key: Tensor, value: Tensor, *_: object, **__: object
) -> tuple[Tensor, None]:
    """Stand in for attention; tensors are of shape (batch, heads, length, head size)."""
    out = _Attention.apply(query, key, value)
    assert isinstance(out, Tensor)
    return out.transpose(1, 2).contiguous(), None


def _working(
    model: PreTrainedModel,
    tokens: int,
    compute: torch.dtype,
    model_args: ModelConfig,
    sft_args: SFTConfig,
) -> int:
    config = model.config.get_text_config()
    each = shapes.bytes_of(compute)
    logits = min(tokens, _TILE_TOKENS) * min(config.vocab_size, _TILE_VOCABULARY)
    tile = logits * (each + (_EAGER_BYTES if sft_args.use_cpu else 0))
    head = tokens * config.hidden_size * 4 + (
        0 if model_args.use_peft else config.vocab_size * config.hidden_size * 4
    )
    layer = 4 * tokens * config.intermediate_size * each
    return max(tile + head, layer)
