"""DPO after supervised fine-tuning, on the pairs among what was trained on.

Rafailov et al., 2023 (https://arxiv.org/abs/2305.18290); the reference is the supervised model. A
mixture's rows are the same whichever objective is chosen, and DPO's steps come on top.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from accelerate.utils import parse_flag_from_env
from datasets import Dataset
from peft import PeftModel
from transformers import (
    PreTrainedModel,
    PreTrainedTokenizerBase,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)
from trl import DPOConfig, DPOTrainer, ModelConfig, SFTConfig

from coveval_train.records import Instruction
from coveval_train.train import loading, preferences, session
from coveval_train.train.data import Row
from coveval_train.train.losses import LossConfig, PlainTrainer

SUPERVISED = "supervised"
"""The folder, inside that of a run, of the model that DPO begins with."""
Held = Dataset | Mapping[str, Dataset]
"""Held-out rows, by name where there are several sets."""
_REFERENCE = "ref"
"""What TRL calls the adapter's copy that it refers to."""


def problems(about: LossConfig) -> list[str]:
    """Return why DPO cannot follow on this training."""
    partitions = ("ACCELERATE_USE_DEEPSPEED", "ACCELERATE_USE_FSDP")
    if about.prefers and any(map(parse_flag_from_env, partitions)):
        return [
            "objective 'dpo' trains two models one after the other in a process, which works with "
            "neither DeepSpeed nor FSDP; launch with accelerate_configs/ddp.yaml, or merge what "
            "was trained and use recipes/secure_dpo.py"
        ]
    return []


def preferred(rows: Sequence[Row], about: LossConfig) -> list[Instruction]:
    """Return the instructions to learn a preference from, each once; none unless asked to."""
    if not about.prefers:
        return []
    with_pair = (
        row.instruction for row in rows if row.instruction.messages[-1].rejected is not None
    )
    return list({each.id: each for each in with_pair}.values())


def warnings(rows: Sequence[Row], about: LossConfig) -> list[str]:
    """Say what comes on top of the supervised training that is planned."""
    if not about.prefers:
        return []
    return [
        f"DPO on {len(preferred(rows, about))} pairs follows, in batches of twice as many "
        "sequences; its steps and memory are not counted here"
    ]


def supervised(args: SFTConfig) -> SFTConfig:
    """Return the settings of the training that DPO follows, in a folder inside the run's."""
    return _with_output(args, Path(str(args.output_dir)) / SUPERVISED)


def train(
    model_args: ModelConfig,
    args: SFTConfig,
    about: LossConfig,
    instructions: Sequence[Instruction],
    tokenizer: PreTrainedTokenizerBase,
    facts: Mapping[str, Any],
    held: Held | None,
) -> None:
    """Prefer the secure answers, from the last whole checkpoint if there is one, and save.

    Args:
        args: of the whole run: its folder gets the result. What DPO has in common with supervised
            fine-tuning is taken from here.
        facts: what to write into the result.
        held: the result has the loss on these as supervised fine-tuning computes it, so that models
            of all objectives compare.

    Raises:
        UserError: every pair is too long, or what was saved is not whole.
    """
    pairs = preferences.read(instructions, tokenizer, args.max_length, "pairs")
    counts = {"rows": pairs.rows, "too_long": pairs.too_long, "tokens": pairs.tokens}
    session.say(args, [f"preferences: {counts}"])
    trainer = DPOTrainer(
        model=_supervised_model(model_args, Path(str(args.output_dir)) / SUPERVISED),
        args=_dpo_args(args, about),
        train_dataset=pairs.dataset,
        processing_class=tokenizer,
        callbacks=[_WithoutReference()],
    )
    loading.train_in_float32(trainer)
    _begin_at_the_reference(trainer.model)
    losses = partial(_losses, trainer, args, tokenizer, held) if held else None
    session.train(trainer, {**facts, "preferences": counts}, losses)


def _supervised_model(model_args: ModelConfig, folder: Path) -> PreTrainedModel | PeftModel:
    if not model_args.use_peft:
        return loading.base_model(replace(model_args, model_name_or_path=str(folder)))
    return PeftModel.from_pretrained(loading.base_model(model_args), folder, is_trainable=True)


def _dpo_args(args: SFTConfig, about: LossConfig) -> DPOConfig:
    shared = {
        field.name: getattr(args, field.name) for field in fields(TrainingArguments) if field.init
    }
    return DPOConfig(
        **shared
        | {
            "beta": about.dpo_beta,
            "learning_rate": about.dpo_learning_rate,
            "num_train_epochs": about.dpo_epochs,
            "max_length": args.max_length,
            "max_steps": -1,
            "eval_strategy": "no",
            # W&B's run has the supervised part's steps, which these would go back to.
            "report_to": "none",
        }
    )


def _begin_at_the_reference(model: Any) -> None:
    """Undo that TRL rounds the adapter of a quantized model to bfloat16, and not its reference."""
    if isinstance(model, PeftModel):
        for name, parameter in model.named_parameters():
            if ".default." in name:
                reference = model.get_parameter(name.replace(".default.", f".{_REFERENCE}."))
                parameter.data.copy_(reference.data)


class _WithoutReference(TrainerCallback):
    """Drop the reference once training has ended, which would be saved beside the result."""

    def on_train_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        model: torch.nn.Module | None = None,
        **_: Any,
    ) -> None:
        """See `transformers.TrainerCallback`."""
        if isinstance(model, PeftModel):
            model.delete_adapter(_REFERENCE)


def _losses(
    trained: DPOTrainer,
    args: SFTConfig,
    tokenizer: PreTrainedTokenizerBase,
    held: Held,
) -> list[dict[str, float]]:
    quiet = _with_output(args, Path(str(args.output_dir)))
    quiet.report_to = []
    model = trained.accelerator.unwrap_model(trained.model)
    assert isinstance(model, PreTrainedModel | PeftModel)
    measuring = PlainTrainer(
        model=model,
        args=quiet,
        # TRL wants one, though nothing is trained.
        train_dataset=held if isinstance(held, Dataset) else next(iter(held.values())),
        eval_dataset=held if isinstance(held, Dataset) else dict(held),
        processing_class=tokenizer,
    )
    measuring.evaluate()
    return session.held_out_losses(measuring)


def _with_output(args: SFTConfig, folder: Path) -> SFTConfig:
    changed = copy.copy(args)
    changed.output_dir = str(folder)
    return changed
