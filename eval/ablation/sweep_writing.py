"""A design as a sweep file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from coveval_train import tables
from coveval_train.errors import UserError
from coveval_train.train.mixture import write_weights
from eval.ablation.cells import higher_is_better
from eval.ablation.designs import Shares

PROGRAM = "recipes/ratio_ablation.py"
WEIGHTS = "weights"
SEED = "seed"


def write(
    design: Sequence[Shares],
    configs: Sequence[Path],
    accelerate: Path,
    seeds: int,
    vary: Mapping[str, Sequence[Any]],
    response: str,
    command: str,
    path: Path,
) -> None:
    """Write a sweep over every mixture, seed and further factor.

    Args:
        configs: the files of a trial, in their order.
        accelerate: the file for `accelerate launch`.
        vary: further keys of the configuration, with their values.
        response: the one that trials are compared by.
        command: what the file was made by, for its header.
    """
    parameters = {WEIGHTS: {"values": [write_weights(shares) for shares in design]}}
    parameters |= {name: {"values": list(values)} for name, values in vary.items()}
    parameters |= {SEED: {"values": list(range(seeds))}}
    files = [part for config in configs for part in ("--config", str(config))]
    sweep = {
        "program": PROGRAM,
        "method": "grid",
        "metric": {
            "name": f"coveval/{response}",
            "goal": "maximize" if higher_is_better(response) else "minimize",
        },
        "parameters": parameters,
        "command": [
            *("${env}", "accelerate", "launch", "--config_file", str(accelerate), "${program}"),
            *(*files, "${args}"),
        ],
    }
    text = f"# Made by: {command}\n" + yaml.safe_dump(sweep, sort_keys=False)
    tables.write_text(text, path)


def factor(text: str) -> tuple[str, list[Any]]:
    """Read ``objective=plain,safecoder``; raise `UserError` where it is something else."""
    name, equals, values = text.partition("=")
    if not name or not equals or not values:
        raise UserError(f"--vary: '{text}' is not KEY=VALUE,VALUE")
    if name in (WEIGHTS, SEED):
        raise UserError(f"--vary: {name}: the design has them already")
    return name, [yaml.safe_load(value) for value in values.split(",")]
