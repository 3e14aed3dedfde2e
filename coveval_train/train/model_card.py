"""A model's card: what it was made of and how, and what it scored, from what its runs recorded."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from coveval_train import runs
from coveval_train.errors import UserError
from coveval_train.models import ModelRef
from coveval_train.runs import RunFolder

_HYPERPARAMETERS = (
    "learning_rate", "lr_scheduler_type", "warmup_steps", "num_train_epochs", "max_steps",
    "per_device_train_batch_size", "gradient_accumulation_steps", "max_length", "packing",
    "lora_r", "lora_alpha", "lora_dropout", "load_in_4bit", "bnb_4bit_quant_type", "objective",
    "unlikelihood", "beta", "rewards", "seed",
)  # fmt: skip


Base = Literal["original", "dequantized"]
"""The weights that an adapter is merged into."""


def write(ref: ModelRef, merged_into: Base, evaluations: Sequence[Path]) -> str:
    """Return the card in Markdown, with the metadata that the hub reads.

    Args:
        evaluations: folders of evaluation runs.

    Raises:
        UserError: a run's files cannot be read.
    """
    folder = Path(str(ref.adapter))
    training = _read(folder / "training.json")
    parts = [
        f"---\nbase_model: {ref.base}\nlibrary_name: transformers\ntags: [coveval-train]\n---",
        f"# {folder.name}",
        f"{ref.base} with an adapter merged into its {merged_into} weights.",
        _section("Data", _data(training)),
        _section("Training", _training(trained_with(ref), training)),
        _section("Scores", [line for path in evaluations for line in _scores(path)]),
        _section(
            "Limits",
            [
                "- It was trained to judge or write code in C and Python, for 18 weaknesses.",
                "- What it writes is to be reviewed, and what it calls secure may not be.",
            ],
        ),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def trained_with(ref: ModelRef) -> dict[str, Any]:
    """Return the configuration that the adapter's training run recorded, if it did."""
    folder = RunFolder(Path(str(ref.adapter)))
    return runs.read_settings(folder).get("config", {}) if folder.manifest.exists() else {}


def _section(title: str, lines: Sequence[str]) -> str:
    return "\n".join([f"## {title}", "", *(lines or ["Nothing is recorded."])])


def _data(training: dict[str, Any]) -> list[str]:
    lines = [
        f"- {name}: {of['rows']} rows, {of['tokens']} tokens"
        for name, of in training.get("data", {}).items()
    ]
    mixture = training.get("mixture")
    if mixture:
        lines.append(f"- mixture {mixture['fingerprint']}:")
        lines += [
            f"  - {name}: {share['rows']} rows, {share['repeats']} of them repeats, "
            f"{share['loss_tokens']} tokens with loss"
            for name, share in mixture["shares"].items()
        ]
    return lines


def _training(config: dict[str, Any], training: dict[str, Any]) -> list[str]:
    lines = [f"- {key}: {config[key]}" for key in _HYPERPARAMETERS if key in config]
    if "steps" in training:
        lines.append(f"- steps: {training['steps']}, processes: {training['processes']}")
    return lines


def _scores(run: Path) -> list[str]:
    scores = _read(RunFolder(run).scores)
    if not scores:
        raise UserError(f"{run}: no scores.json; evaluate into it first")
    lines = [f"From `{run.name}`:", "", "| task | judge | figure | value |", "|---|---|---|---|"]
    for row in scores:
        lines += [
            f"| {row['task']} | {row['judge']} | {name} | {value['value']:.2f} "
            f"[{value['low']:.2f}, {value['high']:.2f}] |"
            for name, value in row["metrics"].items()
        ]
    return [*lines, ""]


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text()) if path.exists() else {}
    except ValueError as error:
        raise UserError(f"{path}: not JSON ({error})") from error
