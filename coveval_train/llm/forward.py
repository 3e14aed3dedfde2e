"""Runs of a causal language model over a batch of prompts that begin alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import DynamicCache

from coveval_train.llm.batching import BUDGET, alike, shared_prefix
from coveval_train.llm.cache import GrowingLayer, growing_cache

_WORTH_SHARING = 32
"""Prompts with fewer tokens than this in common are read whole; a run of its own costs more."""
_SPARE_ON_CPU, _SPARE_ON_GPU = 64, 1024
"""Tokens of padding that are taken into the bargain before another run is made for the rest.

A run on a CPU takes a 135M model as long as reading some 30 tokens. The GPU's figure is a guess.
"""
_MOST_ON_CPU, _MOST_ON_GPU = 2048, BUDGET
"""Tokens that a run reads or sees, of all its rows; their keys and values are held at once."""


@dataclass
class Part:
    """Prompts of similar length, of which the shared beginning has been read, but not the rest."""

    rows: list[int]
    """Which of the prompts these are."""
    cache: DynamicCache
    """Keys and values of the shared tokens, for every row."""
    shared: int
    """How many tokens those are."""
    rest: torch.Tensor
    """Token ids of what follows, padded on the left, shape (rows, longest rest)."""
    mask: torch.Tensor
    """1 for a token and 0 for padding, shape (rows, shared + longest rest)."""

    @property
    def positions(self) -> torch.Tensor:
        """The position of each token in `rest`, as if there were no padding; same shape."""
        return (self.mask.cumsum(-1) - 1).clamp(min=0)[:, self.shared :]


def prepare(model: Any, rows: Sequence[list[int]], padding: int) -> Iterator[Part]:
    """Read what the rows have in common, once, and part them by how long the rest is.

    In each part the padding stands between the two, where the mask hides it from every token. A
    part takes memory once it is asked for.
    """
    empty = growing_cache(model.config)
    # Layers with a state in place of keys and values would take the padding into it.
    sharing = all(isinstance(layer, GrowingLayer) for layer in empty.layers)
    shared = shared_prefix(rows) if sharing and len(rows) > 1 else 0
    if shared < _WORTH_SHARING:
        shared = 0
    if shared:
        prefix = torch.tensor([rows[0][:shared]], device=model.device)
        model(input_ids=prefix, past_key_values=empty, use_cache=True, logits_to_keep=1)
    on_cpu = model.device.type == "cpu"
    spare, most = (_SPARE_ON_CPU, _MOST_ON_CPU) if on_cpu else (_SPARE_ON_GPU, _MOST_ON_GPU)
    parts = alike([len(row) for row in rows], spare, most) if sharing else [list(range(len(rows)))]
    for part in parts:
        yield _part(model, rows, part, empty, shared, padding)


def join(model: Any, parts: Sequence[Part]) -> tuple[DynamicCache, torch.Tensor]:
    """Make one batch of parts that have been read to their ends.

    Returns:
        Keys and values of all prompts in their order, and the mask, shape (prompts, tokens).
    """
    if len(parts) == 1:
        return parts[0].cache, parts[0].mask
    shared, width = parts[0].shared, max(part.mask.shape[1] for part in parts)
    rows = [part.rows for part in parts]

    def joined(tensors: Sequence[torch.Tensor], dim: int) -> torch.Tensor:
        return in_order(rows, [_widened(tensor, shared, width, dim) for tensor in tensors])

    cache = growing_cache(model.config)
    layers: list[Any] = cache.layers
    for index, layer in enumerate(layers):
        held: list[Any] = [part.cache.layers[index] for part in parts]
        if held[0].is_initialized:
            keys, values = ([getattr(one, name) for one in held] for name in ("keys", "values"))
            layer.update(joined(keys, 2), joined(values, 2))
        for one in held:
            one.reset()
    return cache, joined([part.mask for part in parts], 1)


def in_order(rows: Sequence[list[int]], results: Sequence[torch.Tensor]) -> torch.Tensor:
    """Put together what was found for the rows of each part, in the order of the prompts."""
    back = torch.tensor([row for part in rows for row in part]).argsort()
    return torch.cat(list(results))[back.to(results[0].device)]


def _part(
    model: Any,
    rows: Sequence[list[int]],
    chosen: list[int],
    prefix: DynamicCache,
    shared: int,
    padding: int,
) -> Part:
    cache = growing_cache(model.config)
    layers: list[Any] = cache.layers
    held: list[Any] = prefix.layers
    for layer, read in zip(layers, held, strict=True):
        if read.is_initialized:
            size = (len(chosen), -1, -1, -1)
            layer.update(read.keys.expand(size), read.values.expand(size))
    longest = max(len(rows[index]) for index in chosen) - shared
    rest, mask = [], []
    for row in (rows[index] for index in chosen):
        pads = longest - (len(row) - shared)
        rest.append([padding] * pads + row[shared:])
        mask.append([1] * shared + [0] * pads + [1] * (longest - pads))
    return Part(
        chosen,
        cache,
        shared,
        torch.tensor(rest, device=model.device),
        torch.tensor(mask, device=model.device),
    )


def _widened(tensor: torch.Tensor, shared: int, width: int, dim: int) -> torch.Tensor:
    """Add padding behind the shared tokens."""
    before, after = tensor.split([shared, tensor.shape[dim] - shared], dim)
    size = list(tensor.shape)
    size[dim] = width - tensor.shape[dim]
    return torch.cat([before, tensor.new_zeros(size), after], dim)
