"""GPUs as their vendor describes them (NVIDIA's data sheets)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Gpu:
    memory: int
    """Bytes."""
    flops: float
    """Dense bfloat16 operations a second, with tensor cores."""


GPUS = {
    "h200": Gpu(141 * 10**9, 989e12),
    "h100": Gpu(80 * 10**9, 989e12),
    "a100-80gb": Gpu(80 * 10**9, 312e12),
    "a100-40gb": Gpu(40 * 10**9, 312e12),
    "l40s": Gpu(48 * 10**9, 362e12),
    "rtx4090": Gpu(24 * 10**9, 165e12),
}
