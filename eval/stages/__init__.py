"""The stages of an evaluation run; each adds to its file only what is still missing there."""

import json
import os
from collections import Counter

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from coveval_train import tables
from coveval_train.llm.decoding import LanguageModel
from coveval_train.runs import RunFolder

ANSWER = "answer"
"""The judge of detection and classification: the model's own answer, as parsed."""
HUMANEVAL = "humaneval"
"""The judge of usability: HumanEval's tests."""
UNCHANGED = "unchanged:"
"""Begins the id of a baseline's request: the input handed back as the answer."""
JUDGING = "judging:"
"""Begins the id of a request that tests a judge: a program whose label is proven."""


def workers() -> int:
    """Return how many programs to run at once."""
    return len(os.sched_getaffinity(0))


def progress_bars(console: Console) -> Progress:
    """Return a display of how far each stage has come; use it as a context."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console)


def add_failures(model: LanguageModel, folder: RunFolder) -> None:
    """Add to the count of what went wrong at endpoints, over all the starts of a run."""
    from coveval_train.llm.endpoint import Endpoint

    if not isinstance(model, Endpoint):
        return
    before = json.loads(folder.failures.read_text()) if folder.failures.exists() else {}
    tables.write_json(dict(Counter(before) + model.counts), folder.failures)
    model.counts.clear()
