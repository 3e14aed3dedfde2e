"""How answers are drawn from a model."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Decoding:
    """One decoding policy for a whole run; part of the run's identity."""

    max_new_tokens: int = 384
    temperature: float = 0.0
    """0 is greedy. The paper samples once at 0.6 (Mou et al., section 4.1)."""
    top_p: float = 1.0
    """The paper uses 0.9."""
    seed: int = 0
