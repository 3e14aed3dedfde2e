"""What supervised fine-tuning minimises."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import torch
from torch import Tensor
from trl import SFTTrainer

from coveval_train.llm.chat import IGNORED
from coveval_train.train import pairs
from coveval_train.train.labelled import labelled_only


@dataclass
class LossConfig:
    """What to minimise."""

    objective: Literal["plain", "safecoder", "dpo"] = "plain"
    """`plain` learns every answer. `safecoder` learns, of answers that come with a rejected one,
    the tokens that differ, and unlearns those of the rejected one (`pairs`). `dpo` learns every
    answer, and afterwards to prefer those that come with a rejected one to it (`preferring`)."""
    unlikelihood: float = 1.0
    """Weight of a token to unlearn, relative to one to learn; 0 leaves them out."""

    dpo_beta: float = 0.1
    """How strongly DPO keeps to the supervised model."""
    dpo_learning_rate: float = 5e-6
    dpo_epochs: float = 1.0
    """Passes over the pairs among the rows that were drawn."""

    def __post_init__(self) -> None:
        problems = [f"unlikelihood: {self.unlikelihood} is below 0"] * (self.unlikelihood < 0)
        problems += [
            f"{name}: {getattr(self, name)} is not above 0"
            for name in ("dpo_beta", "dpo_learning_rate", "dpo_epochs")
            if getattr(self, name) <= 0
        ]
        if problems:
            raise ValueError("; ".join(problems))

    @property
    def compares(self) -> bool:
        return self.objective == "safecoder"

    @property
    def prefers(self) -> bool:
        return self.objective == "dpo"


class PlainTrainer(SFTTrainer):
    """TRL's trainer, which on a CPU too scores only the tokens that carry a label."""

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, Any],
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Any:
        """See `transformers.Trainer`."""
        if return_outputs:  # of every position
            return super().compute_loss(model, inputs, True, num_items_in_batch)
        with labelled_only(self.model, inputs) as scored:
            return super().compute_loss(model, scored, False, num_items_in_batch)


class SafeCoderTrainer(SFTTrainer):
    """TRL's trainer, with unlikelihood on the tokens that labels mark so.

    Every token that carries a label counts once in the mean, whichever way it is to be moved, so
    the loss does not depend on how rows are batched, packed or accumulated.
    """

    def __init__(self, *args: Any, unlikelihood: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unlikelihood = unlikelihood

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, Any],
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Any:
        """Return the mean loss over the labelled tokens; see `transformers.Trainer`.

        Args:
            inputs: ``labels`` of shape (batch, length), as `pairs.examples` makes them, beside what
                the model takes.
            num_items_in_batch: labelled tokens of all micro-batches and processes of this step.
        """
        with labelled_only(self.model, inputs) as scored:
            labels = scored["shift_labels"]
            scored |= {"shift_labels": pairs.targets(labels), "use_cache": False}
            outputs = model(**scored, fused_lm_head=True)
        count = (labels != IGNORED).sum() if num_items_in_batch is None else num_items_in_batch
        total = pairs.loss(outputs.log_probs, labels, self.unlikelihood)
        loss = total / torch.as_tensor(count).clamp(min=1)
        if self.args.average_tokens_across_devices and num_items_in_batch is not None:
            # The count is of all processes, and their gradients are averaged.
            loss = loss * self.accelerator.num_processes
        return (loss, outputs) if return_outputs else loss


def trainer_for(about: LossConfig) -> Callable[..., SFTTrainer]:
    """Return what makes the trainer that minimises what is asked for."""
    if about.compares:
        return partial(SafeCoderTrainer, unlikelihood=about.unlikelihood)
    return PlainTrainer
