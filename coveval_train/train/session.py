"""A training run from its folder to its saved result: the parts that recipes share."""

import ctypes
import gc
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers import Trainer, TrainingArguments

from coveval_train import runs, tables
from coveval_train.cli import messages, print_problems
from coveval_train.errors import UserError
from coveval_train.train import checkpoints, loading, tracking
from coveval_train.train.data import Counts

RESULT = "training.json"
"""The last file of a training run; a folder that has it is finished."""
_PR_SET_PDEATHSIG = 1
"""See prctl(2)."""


def end_with_launcher() -> None:
    """Have Linux end this process when the one that launched it ends.

    Whoever ends a trial early, as W&B's agent does, ends `accelerate launch`, which for a single
    process leaves its child behind, and the next trial would find no memory on the GPU.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def recipe(main: Callable[[], None]) -> Callable[[], None]:
    """Run a recipe's `main`; a problem of the user's is printed once, by the first process."""

    @wraps(main)
    def run() -> None:
        transformers.utils.logging.set_verbosity_warning()
        try:
            main()
        except UserError as error:
            if os.environ.get("LOCAL_RANK", "0") == "0":
                print_problems(error)
            sys.exit(2)

    return run


def open_output(args: TrainingArguments, settings: dict[str, Any]) -> bool:
    """Open a training run's folder, and say whether there is anything left to do in it.

    Args:
        settings: what decides the result; a folder that holds another run is refused.

    Raises:
        UserError: the folder cannot be written, or holds a run with other settings.
    """
    output = Path(str(args.output_dir))
    # Of all processes, as the folder is one for all nodes.
    with args.main_process_first(local=False, desc="open the run"):
        runs.open_run(output, settings)
    tracking.configure(output)
    if finished(args):
        messages().print(f"{output}: already trained; remove the folder to train again")
        return False
    return True


def finished(args: TrainingArguments) -> bool:
    """Whether the folder has the result of a training run."""
    return (Path(str(args.output_dir)) / RESULT).exists()


def say(args: TrainingArguments, lines: Iterable[str]) -> None:
    """Print lines once for all processes."""
    if args.process_index == 0:
        for line in lines:
            messages().print(line, markup=False, highlight=False)


def say_counts(args: TrainingArguments, counts: Mapping[str, Counts]) -> None:
    """Say what each data set holds and what of it is left out."""
    say(
        args,
        (
            f"{name}: {of.rows} rows, {of.tokens} tokens, {of.loss_tokens} with loss; left out "
            f"{of.too_long} as too long"
            + (f", {of.unchanged} pairs whose versions tokenize alike" if of.unchanged else "")
            for name, of in counts.items()
        ),
    )


def train(
    trainer: Trainer,
    facts: dict[str, Any],
    losses: Callable[[], list[dict[str, float]]] | None = None,
    *,
    last: bool = True,
) -> None:
    """Train from the last whole checkpoint, if any, save, and prove that what was saved is whole.

    Args:
        facts: what to write into the result beside what the trainer knows.
        losses: what measures the held-out losses of the trained model; without it the result has
            those that the trainer measured on its way.
        last: whether nothing else is trained in this process.

    Raises:
        UserError: the saved model is not whole.
    """
    output, console = Path(str(trainer.args.output_dir)), messages()
    with trainer.args.main_process_first(local=False, desc="find the last checkpoint"):
        checkpoint = checkpoints.last_complete(output)
    if checkpoint:
        console.print(f"going on from {checkpoint}")
    trainer.train(resume_from_checkpoint=checkpoint)
    measured = losses() if losses else held_out_losses(trainer)
    trainer.save_model()
    if trainer.is_world_process_zero():
        parameters = checkpoints.check_saved(output)
        result = {
            "steps": trainer.state.global_step,
            "processes": trainer.args.world_size,
            "zero_stage": loading.zero_stage(trainer.args),
            "eval_losses": measured,
            **facts,
            "saved_parameters": parameters,
        }
        tables.write_json(result, output / RESULT)
        console.print(f"saved {parameters} parameters to {output}")
    if last:
        # Left to the interpreter's end, the threads of a process group can abort what is done.
        trainer.accelerator.end_training()
    else:
        trainer.accelerator.wait_for_everyone()


def free_memory() -> None:
    """Give back the memory of what nothing refers to any more."""
    gc.collect()
    torch.cuda.empty_cache()


def result(folder: Path) -> dict[str, Any]:
    """Return what a finished training run recorded; raise `UserError` if it is not there."""
    try:
        return json.loads((folder / RESULT).read_text())
    except (OSError, ValueError) as error:
        raise UserError(f"{folder / RESULT}: no result of a training run ({error})") from error


def evaluated(trainer: Trainer) -> list[dict[str, float]]:
    """Return the losses on held-out data, measured anew unless they were after the last step."""
    if not held_out_losses(trainer, since=trainer.state.global_step):
        trainer.evaluate()
    return held_out_losses(trainer)


def held_out_losses(trainer: Trainer, since: int = 0) -> list[dict[str, float]]:
    """Return the losses on held-out data: `eval_loss`, or one for each data set."""
    return [
        {name: value for name, value in entry.items() if name == "step" or _is_loss(name)}
        for entry in trainer.state.log_history
        if entry["step"] >= since and any(map(_is_loss, entry))
    ]


def _is_loss(name: str) -> bool:
    return name.startswith("eval_") and name.endswith("_loss")
