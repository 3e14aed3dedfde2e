"""Runs of a causal language model over a batch of prompts that begin alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import DynamicCache

from coveval_train.llm.batching import shared_prefix
from coveval_train.llm.cache import GrowingLayer, growing_cache

_WORTH_SHARING = 32
"""Prompts with fewer tokens than this in common are read whole; a run of its own costs more."""


@dataclass
class Prefilled:
    """Prompts of which the shared beginning has been read, once for all of them."""

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


def prefill(model: Any, rows: Sequence[list[int]], padding: int) -> Prefilled:
    """Read what the rows have in common, and pad what they have not.

    The padding stands between the two, where the mask hides it from every token.
    """
    cache = growing_cache(model.config)
    # Layers with a state in place of keys and values would take the padding into it.
    sharing = all(isinstance(layer, GrowingLayer) for layer in cache.layers)
    shared = shared_prefix(rows) if sharing and len(rows) > 1 else 0
    if shared < _WORTH_SHARING:
        shared = 0
    if shared:
        prefix = torch.tensor([rows[0][:shared]], device=model.device)
        model(input_ids=prefix, past_key_values=cache, use_cache=True, logits_to_keep=1)
        cache.batch_repeat_interleave(len(rows))
    longest = max(map(len, rows)) - shared
    rest, mask = [], []
    for row in rows:
        pads = longest - (len(row) - shared)
        rest.append([padding] * pads + row[shared:])
        mask.append([1] * shared + [0] * pads + [1] * (longest - pads))
    return Prefilled(
        cache,
        shared,
        torch.tensor(rest, device=model.device),
        torch.tensor(mask, device=model.device),
    )
