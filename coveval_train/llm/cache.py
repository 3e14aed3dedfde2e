"""A cache of keys and values that grows in place."""

from typing import Any

import torch
from transformers import DynamicCache
from transformers.cache_utils import DynamicLayer

ROOM = 64
"""Tokens for which there is room beyond those that are there, whenever memory is taken."""


class GrowingLayer(DynamicLayer):
    """A layer that adds a token without copying those before it.

    `DynamicLayer` copies everything at every token, which for a batch of long rows takes longer
    than the attention itself.
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self._rooms: tuple[torch.Tensor, torch.Tensor] | None = None

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *args: Any, **kwargs: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Add keys and values, shape (rows, heads, tokens, size), and return all there are."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        start = self.get_seq_length()
        end = start + key_states.shape[-2]
        if self._rooms is None or end > self._rooms[0].shape[-2]:
            self._rooms = (
                _with_room(self.keys, key_states, start, end),
                _with_room(self.values, value_states, start, end),
            )
        keys, values = self._rooms
        keys[:, :, start:end] = key_states
        values[:, :, start:end] = value_states
        self.keys, self.values = keys[:, :, :end], values[:, :, :end]
        return self.keys, self.values

    def reset(self) -> None:
        """Let go of everything."""
        super().reset()
        self._rooms = None

    def batch_repeat_interleave(self, repeats: int) -> None:
        """Repeat each row."""
        super().batch_repeat_interleave(repeats)
        self._rooms = None

    def batch_select_indices(self, indices: torch.Tensor) -> None:
        """Keep these rows."""
        super().batch_select_indices(indices)
        self._rooms = None


def growing_cache(config: Any) -> DynamicCache:
    """Return an empty cache for a model; layers that keep anything else than all tokens stay."""
    cache = DynamicCache(config=config)
    cache.layers = [
        GrowingLayer() if type(layer) is DynamicLayer else layer for layer in cache.layers
    ]
    return cache


def _with_room(held: torch.Tensor | None, new: torch.Tensor, start: int, end: int) -> torch.Tensor:
    rows, heads, _, size = new.shape
    room = new.new_empty(rows, heads, end + ROOM, size)
    if held is not None and start:
        room[:, :, :start] = held
    return room
