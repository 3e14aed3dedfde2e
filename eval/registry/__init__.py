"""A local registry of runs: which model was evaluated when, on what, and how it did."""
