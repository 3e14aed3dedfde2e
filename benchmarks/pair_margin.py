"""How much likelier a model finds the secure version of a fix than the vulnerable one.

    python benchmarks/pair_margin.py DATA NAME=MODEL[,MODEL ...] [NAME=MODEL ...] --out FILE

DATA holds completions with a rejected answer, as `coveval data build sc-ift` makes them. Of each
pair, the margin is the mean log probability of the secure version's changed tokens less that of the
vulnerable version's; pairs of which either has none are left out. Several models of one name are
seeds of one way to train: a pair's margin is the mean of theirs. Each name is compared with the
first on the same pairs, with bootstrap intervals over repositories.
"""

import argparse
import json
import statistics
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from coveval_train import models, runs, tables
from coveval_train.llm import batching, chat
from coveval_train.llm.chat import IGNORED, Example
from coveval_train.llm.local import LocalModel, load
from coveval_train.records import Instruction
from coveval_train.train import pairs
from eval.metrics import bootstrap


@dataclass(frozen=True)
class Margins:
    """The margin of every pair in the order of the data, and the pairs' families."""

    means: list[float]
    """Difference of the mean log probabilities of a token."""
    sums: list[float]
    """Difference of the log probabilities of all changed tokens, which favours short fixes."""
    families: list[str]


def main() -> None:
    options = _options()
    instructions = tables.read(Path(options.data), Instruction)
    found: dict[str, list[Margins]] = {}
    for named in options.models:
        name, _, paths = named.partition("=")
        for path in paths.split(","):
            model = load(models.resolve(path), batch_tokens=batching.BUDGET)
            of = margins(model, instructions, options.max_length, path)
            found.setdefault(name, []).append(of)
    first = next(iter(found.values()))
    families = first[0].families
    rows = {
        name: {
            "by_token": compared([of.means for of in first], [of.means for of in each], families),
            "whole": compared([of.sums for of in first], [of.sums for of in each], families),
        }
        for name, each in found.items()
    }
    result = {
        "command": "python " + " ".join(sys.argv),
        "versions": runs.versions(),
        "pairs": len(families),
        "left_out": len(instructions) - len(families),
        "families": len(set(families)),
        "models": rows,
    }
    tables.write_json(result, Path(options.out))
    Console().print_json(json.dumps(rows))


def margins(
    model: LocalModel, instructions: list[Instruction], max_length: int, name: str
) -> Margins:
    """Measure the margin of every pair of which both versions have changed tokens."""
    stop = chat.end_of_turn(model.tokenizer)
    means, sums, families = [], [], []
    for row in track(instructions, name, console=Console(stderr=True)):
        both = pairs.examples(model.tokenizer, row.messages, stop)
        if len(both) < 2 or max(len(each.input_ids) for each in both) > max_length:
            continue
        secure, vulnerable = (log_probs(model, each) for each in both)
        means.append(statistics.mean(secure) - statistics.mean(vulnerable))
        sums.append(sum(secure) - sum(vulnerable))
        families.append(row.family)
    return Margins(means, sums, families)


def log_probs(model: LocalModel, example: Example) -> list[float]:
    """Return the log probabilities of the labelled tokens of a sequence."""
    ids = torch.tensor([example.input_ids], device=model.model.device)
    with torch.no_grad():
        found = model.model(ids).logits[0].float().log_softmax(-1)
    places = [place for place, label in enumerate(example.labels) if label != IGNORED]
    return [found[place - 1, example.input_ids[place]].item() for place in places]


def compared(
    first: list[list[float]], second: list[list[float]], families: list[str]
) -> dict[str, Any]:
    """Describe the margins of one way to train, and their difference from those of the first.

    Args:
        first: by seed, the margins of all pairs.
    """
    base, counts = (_counts(np.mean(each, axis=0), families) for each in (first, second))
    return {
        "margin": asdict(bootstrap.estimate(counts, bootstrap.Rate(0))),
        "by_seed": [statistics.mean(seed) for seed in second],
        "over_first": asdict(bootstrap.difference(base, counts, bootstrap.Rate(0))),
        "pairs_above_first": int((np.mean(second, axis=0) > np.mean(first, axis=0)).sum()),
    }


def _counts(values: NDArray[np.float64], families: list[str]) -> NDArray[np.float64]:
    """Return by family the sum of values and how many there are; shape (families, 2)."""
    return bootstrap.by_family(tuple(families), np.stack([values, np.ones_like(values)], axis=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the margin of fixes.")
    parser.add_argument("data")
    parser.add_argument("models", nargs="+", metavar="NAME=MODEL[,MODEL ...]")
    parser.add_argument("--out", required=True)
    parser.add_argument("--max-length", type=int, default=1024)
    return parser.parse_args()


if __name__ == "__main__":
    main()
