"""A worker: takes one trial after the other, runs it, and records what it came to."""

import math
import os
import signal
import sys
from pathlib import Path

from eval.ablation import sweep_file
from eval.ablation.local import launching
from eval.ablation.local.launching import Running
from eval.ablation.local.search import Claim, Search, open_search

HOPELESS = 3
"""A worker whose first trials all failed gives up after so many: the rest would fail alike."""


def work(sweep: Path, folder: Path, seed: int, parent: int) -> None:
    """Run trials until none is left, waiting for other workers' in case one of them dies.

    Args:
        parent: the process that started this one; when it has ended, so does the worker.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    search = open_search(sweep_file.read(sweep), folder, seed)
    failed = ended = 0
    while failed < HOPELESS or ended > failed:
        claim = search.claim()
        if claim:
            failed += not _run(search, claim, parent)
            ended += 1
        elif search.busy():
            _pause(parent)
        else:
            return


def _run(search: Search, claim: Claim, parent: int) -> bool:
    """Run a trial; return whether it did what it was to do."""
    assert search.sweep.metric
    metric = search.sweep.metric.name
    number = claim.trial.number
    for name in ("logs", "metrics"):
        (search.folder / name).mkdir(exist_ok=True)
    log = search.folder / "logs" / f"{number}.log"
    words = launching.command(search.sweep, claim.values)
    try:
        running = Running(words, search.folder / "metrics" / f"{number}.jsonl", log, claim.lock)
    except OSError as error:
        search.fail(claim, f"{words[0]}: {error.strerror}")
        return False
    try:
        reports = 0
        while running.ended is None:
            values = running.values(metric)
            if len(values) > reports:
                reports = len(values)
                if _told_to_end(claim, values):
                    running.stop()
                    search.prune(claim)
                    return True
            _pause(parent)
    except BaseException:
        running.stop()
        raise
    values = running.values(metric)
    if running.ended != 0:
        search.fail(claim, f"exit status {running.ended}: {launching.last_words(log)}")
    elif not values or not math.isfinite(value := values[max(values)]):
        search.fail(claim, f"it ended without a figure of {metric}")
    else:
        search.finish(claim, value)
        return True
    return False


def _told_to_end(claim: Claim, values: dict[int, float]) -> bool:
    """Tell the study what was reported, and ask whether the trial is to go on."""
    known = claim.trial.study.get_trials(deepcopy=False)[claim.trial.number].intermediate_values
    for count, step in enumerate(sorted(values), start=1):
        if count not in known and math.isfinite(values[step]):
            claim.trial.report(values[step], count)
            if claim.trial.should_prune():
                return True
    return False


def _pause(parent: int) -> None:
    if os.getppid() != parent:
        sys.exit("the sweep that started this worker has ended")
    launching.pause()
