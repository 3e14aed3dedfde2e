"""A sweep on this machine: several workers, and how far they are."""

import multiprocessing
import os
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from optuna.trial import TrialState
from rich.console import Console
from rich.progress import Progress

from coveval_train.errors import UserError
from eval.ablation import sweep_file
from eval.ablation.local.search import REASON, Search, open_search
from eval.ablation.local.working import work

ENDED = (TrialState.COMPLETE, TrialState.PRUNED, TrialState.FAIL)


@dataclass(frozen=True)
class Summary:
    """What came of a sweep's trials."""

    finished: int
    ended_early: int
    failed: dict[int, str]
    """Why each failed, by its number; of those tried again only the last try counts."""
    left: int
    """Trials that nobody has run."""
    best: int | None
    """The number of the trial whose figure is best."""
    best_value: float | None


def run(
    path: Path, folder: Path, workers: int, seed: int, retry: bool, console: Console
) -> Summary:
    """Run a sweep, or what is left of it.

    Args:
        path: the sweep file.
        retry: try the trials again that failed before.

    Raises:
        UserError: the sweep file is wrong, or the folder holds another sweep.
    """
    sweep = sweep_file.read(path)
    if sweep.metric is None:
        raise UserError(f"{path}: metric: name the figure that trials are compared by")
    search = open_search(sweep, folder, seed)
    if retry:
        console.print(f"{search.retry_failed()} failed trials are tried again")
    spawn = multiprocessing.get_context("spawn")
    processes: list[BaseProcess] = [
        spawn.Process(target=work, args=(path, folder, seed, os.getpid())) for _ in range(workers)
    ]
    for each in processes:
        each.start()
    try:
        _watch(search, processes, console)
    except BaseException:
        for each in processes:
            each.terminate()
        raise
    finally:
        for each in processes:
            each.join()
    return summary(search)


def summary(search: Search) -> Summary:
    """Return what came of a sweep's trials so far."""
    trials = search.trials()
    done = [each for each in trials if each.state == TrialState.COMPLETE]
    return Summary(
        finished=len(done),
        ended_early=sum(each.state == TrialState.PRUNED for each in trials),
        failed={
            each.number: each.user_attrs[REASON] for each in trials if each.state == TrialState.FAIL
        },
        left=sum(each.state not in ENDED for each in trials),
        best=search.study.best_trial.number if done else None,
        best_value=search.study.best_value if done else None,
    )


def _watch(search: Search, processes: list[BaseProcess], console: Console) -> None:
    with Progress(console=console) as progress:
        bar = progress.add_task("trials")
        while any(each.is_alive() for each in processes):
            states = Counter(each.state for each in search.trials())
            total = max(search.sweep.run_cap or 0, states.total())
            ended = sum(states[state] for state in ENDED)
            progress.update(bar, completed=ended, total=total)
            progress.update(bar, description=f"trials, {states[TrialState.FAIL]} failed")
            time.sleep(0.5)
        states = Counter(each.state for each in search.trials())
        progress.update(bar, completed=sum(states[state] for state in ENDED))
