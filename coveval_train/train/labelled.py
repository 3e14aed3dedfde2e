"""Scoring of the positions that carry a label, and of no others."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from peft import PeftModel
from torch import Tensor
from torch.nn import functional
from transformers import PreTrainedModel

from coveval_train.llm.chat import IGNORED


@contextmanager
def labelled_only(model: object, inputs: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Within this context, TRL's fused head of a model on a CPU scores labelled positions only.

    On a GPU it does so by itself (TRL 1.16, ``add_fused_lm_head``); elsewhere it projects every
    position onto the vocabulary, those of long prompts too.

    Args:
        model: as TRL's trainer prepared it, not yet wrapped for several processes.
        inputs: what the model takes, with ``labels`` of shape (batch, length), not shifted.

    Yields:
        The inputs to call the model with. In place of ``labels`` they have ``shift_labels``: on a
        CPU those of the labelled positions, of shape (1, positions); elsewhere all, of shape
        (batch, length).
    """
    rest = {key: value for key, value in inputs.items() if key != "labels"}
    labels: Tensor = inputs["labels"]
    shifted = functional.pad(labels[:, 1:], (0, 1), value=IGNORED)
    kept = shifted != IGNORED
    # Without any, all positions are scored, which gives a zero that has a gradient.
    if labels.device.type != "cpu" or not kept.any():
        yield rest | {"shift_labels": shifted}
        return

    def keep(module: torch.nn.Module, arguments: tuple[Any, ...], output: Any) -> Any:
        output.last_hidden_state = output.last_hidden_state[kept][None]
        return output

    causal = model.get_base_model() if isinstance(model, PeftModel) else model
    assert isinstance(causal, PreTrainedModel)
    hook = causal.base_model.register_forward_hook(keep)
    try:
        yield rest | {"shift_labels": shifted[kept][None]}
    finally:
        hook.remove()
