"""Train code models on security instructions and measure whether it worked."""

__version__ = "0.1.0"
