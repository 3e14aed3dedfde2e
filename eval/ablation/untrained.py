"""The model before any training: what `coveval eval` made of it, beside the trials."""

from pathlib import Path

from coveval_train import runs
from coveval_train.errors import UserError
from coveval_train.runs import RunFolder
from eval import pipeline, scores
from eval.ablation import measuring
from eval.ablation.trials import FILE, Response


def read(run: Path, trials: Path) -> dict[str, Response]:
    """Return the responses of an evaluation of the model that the trials began with.

    Args:
        run: the folder of the evaluation.
        trials: the folder of the trials, which must have been evaluated alike.

    Raises:
        UserError: the run is none, is not of all its answers, or asked otherwise than the trials.
    """
    settings = runs.read_settings(RunFolder(run))
    folders = (path.parent / measuring.EVALUATION for path in sorted(trials.rglob(FILE)))
    evaluated = next((each for each in folders if RunFolder(each).manifest.exists()), None)
    if evaluated is None:
        raise UserError(f"{trials}: no trial has been evaluated, so {run} has nothing beside it")
    theirs = runs.read_settings(RunFolder(evaluated))
    differing = [
        f"{name} is {settings.get(name)!r}, and {theirs.get(name)!r} in the trials"
        for name in pipeline.ASKED
        if settings.get(name) != theirs.get(name)
    ]
    if differing:
        raise UserError(
            f"{run}: not evaluated as the trials are ({'; '.join(differing)}); evaluate the "
            "untrained model with the trials' settings"
        )
    return measuring.responses(scores.score(RunFolder(run)))
