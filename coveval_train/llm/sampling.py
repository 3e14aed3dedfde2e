"""Draws tokens so that an answer depends on its own seed alone, not on its batch."""

from collections.abc import Sequence

import torch


class Sampler:
    """Draws the next token of each row, from a random stream of the row's own.

    Args:
        seeds: one for each row.
        temperature: 0 takes the likeliest token.
        top_p: draws from the fewest tokens that together are at least this likely (nucleus
            sampling, Holtzman et al., 2020).
    """

    def __init__(self, seeds: Sequence[int], temperature: float, top_p: float):
        self._streams = [torch.Generator().manual_seed(seed) for seed in seeds]
        self._temperature = temperature
        self._top_p = top_p

    def draw(self, logits: torch.Tensor) -> torch.Tensor:
        """Return a token for each row of logits (rows, vocabulary), shape (rows,)."""
        if self._temperature == 0:
            return logits.argmax(-1)
        probabilities = (logits.float() / self._temperature).softmax(-1)
        ordered, tokens = probabilities.sort(-1, descending=True)
        # The token that crosses the threshold is kept, so there is always one.
        ordered[ordered.cumsum(-1) - ordered >= self._top_p] = 0
        upto = ordered.cumsum(-1)
        points = torch.cat([torch.rand(1, generator=stream) for stream in self._streams])
        points = points.to(upto.device)[:, None] * upto[:, -1:]
        drawn = torch.searchsorted(upto, points, right=True).clamp(max=logits.shape[-1] - 1)
        return tokens.gather(-1, drawn)[:, 0]

    def keep(self, rows: Sequence[int]) -> None:
        """Go on with these rows alone."""
        self._streams = [self._streams[row] for row in rows]
