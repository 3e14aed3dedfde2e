"""Evaluation during training: a callback for the Transformers trainer."""

import contextlib
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from coveval_train import tables
from coveval_train.cli import messages
from coveval_train.llm.local import LocalModel
from coveval_train.runs import RunFolder
from eval import pipeline, scores
from eval.pipeline import Evaluation
from eval.scores import Score

BEST = "best"


@dataclass(frozen=True)
class Better:
    """The figure by which one step is better than another."""

    task: str
    judge: str
    metric: str
    """A higher value is better."""


class EvaluateDuringTraining(TrainerCallback):
    """Runs an evaluation every so many steps, logs it, and keeps the best checkpoint.

    Each evaluation is a run in ``FOLDER/step-N``, as `coveval eval` makes it. Its figures go to
    Weights & Biases where a run is active, under ``coveval/``. Where the figure of `better` is
    higher than at any step before, the trainer is asked to save, and that checkpoint is copied to
    ``FOLDER/best`` with the figure in ``best.json``.

    Training goes on as if nothing had been: the model's mode and every random state are put back.
    On several processes each one answers all questions, as a sharded model needs all of them for
    every step; only the first one judges and writes.

    Args:
        evaluation: what is asked and who judges; its model is the one in training.
        folder: where the runs and the best checkpoint go.
        every: steps between evaluations.
        better: the figure to choose by; none keeps no checkpoint.
    """

    def __init__(self, evaluation: Evaluation, folder: Path, every: int, better: Better | None):
        if every < 1:
            raise ValueError("every: at least 1 step")
        self.evaluation = evaluation
        self.folder = folder
        self.every = every
        self.better = better
        self._best: tuple[int, float] | None = None

    def on_step_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: Any,
    ) -> None:
        """Evaluate, if it is time."""
        if state.global_step % self.every:
            return
        tokenizer = kwargs["processing_class"]
        with _undisturbed(kwargs["model"]) as model:
            live = LocalModel(model, tokenizer, self.evaluation.asking.batch_tokens)
            found = self._evaluate(live, state)
        if not state.is_world_process_zero:
            return
        _log(found, state.global_step)
        value = _value(found, self.better) if self.better else None
        if value is not None and (self._best is None or value > self._best[1]):
            self._best = state.global_step, value
            control.should_save = True

    def on_save(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: Any,
    ) -> None:
        """Copy the checkpoint of the best step, which the trainer may delete later on."""
        if not state.is_world_process_zero or self._best is None:
            return
        step, value = self._best
        saved = Path(str(args.output_dir)) / f"checkpoint-{state.global_step}"
        if step != state.global_step or not saved.is_dir():
            return
        new, old = self.folder / f".{BEST}.new", self.folder / f".{BEST}.old"
        for leftover in (new, old):
            shutil.rmtree(leftover, ignore_errors=True)
        shutil.copytree(saved, new)
        if (self.folder / BEST).exists():
            (self.folder / BEST).rename(old)
        new.rename(self.folder / BEST)
        shutil.rmtree(old, ignore_errors=True)
        tables.write_json({"step": step, "value": value}, self.folder / "best.json")

    def _evaluate(self, live: LocalModel, state: TrainerState) -> list[Score]:
        out = self.folder / f"step-{state.global_step}"
        if not state.is_world_process_zero:
            # Its answers are the same, and are not kept.
            pipeline.answer_only(self.evaluation, live)
            return []
        run = pipeline.run(self.evaluation, out, messages(), live)
        return scores.score(RunFolder(run.path))


@contextlib.contextmanager
def _undisturbed(model: Any) -> Iterator[Any]:
    """Lend out a model in evaluation mode, and put everything back as it was."""
    training = model.training
    states = random.getstate(), np.random.get_state(), torch.get_rng_state()
    on_gpus = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else None
    model.eval()
    try:
        yield model
    finally:
        model.train(training)
        random.setstate(states[0])
        np.random.set_state(states[1])
        torch.set_rng_state(states[2])
        if on_gpus is not None:
            torch.cuda.set_rng_state_all(on_gpus)


def _log(found: list[Score], step: int) -> None:
    import wandb

    if wandb.run is None:
        return
    figures = {
        f"coveval/{score.task}/{score.judge}/{name}": estimate.value
        for score in found
        for name, estimate in score.metrics.items()
    }
    wandb.log(figures | {"train/global_step": step})


def _value(found: list[Score], better: Better) -> float:
    for score in found:
        if (score.task, score.judge) == (better.task, better.judge):
            return score.metrics[better.metric].value
    raise ValueError(f"the evaluation has no {better.metric} of {better.task} by {better.judge}")
