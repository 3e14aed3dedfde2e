"""What to try next: an Optuna study in a SQLite file that all workers of a sweep share.

A worker holds a lock for as long as it, or the trial that it started, lives. The system lets go of
it whatever way they end, so a trial that is marked as running and can be locked has lost its
worker, and the next one takes it over under the same number. The locks work within a machine, and
across machines where their file system shares them, as NFS 4 does.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import optuna
from optuna.pruners import BasePruner, NopPruner, SuccessiveHalvingPruner
from optuna.samplers import BaseSampler, RandomSampler, TPESampler
from optuna.trial import FrozenTrial, Trial, TrialState

from coveval_train import runs
from eval.ablation.sweep_file import Choice, Hyperband, Range, Sweep

REASON = "reason"
"""Of a failure, among a trial's attributes."""
RETRY_OF = "retry of"
"""The number of the failed trial that this one is to try again, among its attributes."""


@dataclass(frozen=True)
class Claim:
    """A trial that this worker has taken, and its parameters."""

    trial: Trial
    values: dict[str, Any]
    lock: int
    """The file descriptor that holds the lock."""


@dataclass(frozen=True)
class Search:
    """The search of a sweep."""

    sweep: Sweep
    folder: Path
    seed: int
    study: optuna.Study

    def claim(self) -> Claim | None:
        """Take the next trial; None if there is none left that nobody works on."""
        with _alone(self.folder):
            for frozen in self._in(TrialState.RUNNING):
                if (lock := self._try_lock(frozen.number)) is None:
                    continue
                if self._runs(frozen.number):
                    return self._claimed(Trial(self.study, frozen._trial_id), lock)
                os.close(lock)  # It ended after we had looked, and only then was its lock free.
            if not self._left():
                return None
            done = len(self.study.get_trials(deepcopy=False))
            self.study.sampler = _sampler(self.sweep, self.seed + done)
            trial = self.study.ask()
            lock = self._try_lock(trial.number)
            assert lock is not None
            return self._claimed(trial, lock)

    def finish(self, claim: Claim, value: float) -> None:
        """Record what a trial came to."""
        self.study.tell(claim.trial.number, value)
        os.close(claim.lock)

    def prune(self, claim: Claim) -> None:
        """Record that a trial was ended early."""
        self.study.tell(claim.trial.number, state=TrialState.PRUNED)
        os.close(claim.lock)

    def fail(self, claim: Claim, reason: str) -> None:
        """Record that a trial failed, and why."""
        claim.trial.set_user_attr(REASON, reason)
        self.study.tell(claim.trial.number, state=TrialState.FAIL)
        os.close(claim.lock)

    def retry_failed(self) -> int:
        """Put every failed trial up to be tried again; return how many there are."""
        with _alone(self.folder):
            failed = [each for each in self.trials() if each.state == TrialState.FAIL]
            for each in failed:
                self.study.enqueue_trial(each.params, user_attrs={RETRY_OF: each.number})
        return len(failed)

    def busy(self) -> bool:
        """Whether anybody works on a trial, who may die and leave it to be taken over."""
        return bool(self._in(TrialState.RUNNING))

    def trials(self) -> list[FrozenTrial]:
        """Return every trial, in order of the numbers; of those tried again only the last try."""
        found = self.study.get_trials(deepcopy=False)
        retried = {each.user_attrs.get(RETRY_OF) for each in found}
        return [each for each in found if each.number not in retried]

    def _in(self, *states: TrialState) -> list[FrozenTrial]:
        return self.study.get_trials(deepcopy=False, states=states)

    def _runs(self, number: int) -> bool:
        return any(each.number == number for each in self._in(TrialState.RUNNING))

    def _left(self) -> bool:
        if self._in(TrialState.WAITING):
            return True
        if self.sweep.method != "bayes":
            return False
        assert self.sweep.run_cap
        return len(self.trials()) < self.sweep.run_cap

    def _claimed(self, trial: Trial, lock: int) -> Claim:
        return Claim(trial, suggest(self.sweep, trial), lock)

    def _try_lock(self, number: int) -> int | None:
        locks = self.folder / "locks"
        locks.mkdir(exist_ok=True)
        # Close on exec, so that of all that a trial starts only what was handed it holds it.
        file = os.open(locks / str(number), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return None
        return file


def open_search(sweep: Sweep, folder: Path, seed: int) -> Search:
    """Start a search, or go on with the one in the folder.

    Raises:
        UserError: the folder cannot be written, or holds another sweep.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    runs.open_run(folder, {"sweep": json.loads(json.dumps(asdict(sweep))), "seed": seed})
    with _alone(folder):
        study = optuna.create_study(
            storage=f"sqlite:///{folder / 'study.db'}",
            study_name="sweep",
            direction="maximize" if sweep.metric and sweep.metric.maximize else "minimize",
            pruner=_pruner(sweep.hyperband),
            load_if_exists=True,
        )
        known = len(study.get_trials(deepcopy=False))
        for values in _planned(sweep, seed)[known:]:
            study.enqueue_trial(values)
    return Search(sweep, folder, seed, study)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other workers from opening the study or taking a trial meanwhile."""
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def suggest(sweep: Sweep, trial: Trial) -> dict[str, Any]:
    """Return a trial's parameters by their names."""
    return {name: _suggest(name, about, trial) for name, about in sweep.parameters.items()}


def _suggest(name: str, about: Choice | Range, trial: Trial) -> Any:
    if isinstance(about, Choice):
        by_code = {_code(value): value for value in about.values}
        return by_code[trial.suggest_categorical(name, list(by_code))]
    if about.distribution == "int_uniform":
        return trial.suggest_int(name, int(about.low), int(about.high))
    log = about.distribution == "log_uniform_values"
    return trial.suggest_float(name, about.low, about.high, step=about.step, log=log)


def _code(value: Any) -> str:
    """Return a value as text: Optuna chooses among plain values only, and 1 equals true."""
    return json.dumps(value, sort_keys=True)


def _planned(sweep: Sweep, seed: int) -> list[dict[str, Any]]:
    """Return the trials that do not depend on others' results, as Optuna is to be handed them."""
    if sweep.method == "grid":
        return [
            {
                name: _code(value) if isinstance(sweep.parameters[name], Choice) else value
                for name, value in point.items()
            }
            for point in sweep.grid
        ]
    if sweep.method == "random":
        drawing = optuna.create_study(sampler=RandomSampler(seed))
        drawn = [drawing.ask() for _ in range(sweep.run_cap or 0)]
        for trial in drawn:
            suggest(sweep, trial)
        return [trial.params for trial in drawn]
    return []


def _sampler(sweep: Sweep, seed: int) -> BaseSampler:
    # Anew for every trial: the state of a sampler dies with its worker, the seed does not.
    if sweep.method == "bayes":
        return TPESampler(seed=seed, multivariate=True, constant_liar=True)
    return RandomSampler(seed)


def _pruner(hyperband: Hyperband | None) -> BasePruner:
    """Return the rule that ends trials early.

    W&B's Hyperband has one bracket, in which of those at a rung the best 1 in eta go on: that is
    asynchronous successive halving (Li et al., 2020, arXiv 1810.05934). The figure at the rung
    counts, as with W&B's ``strict: true``, and not the best so far.
    """
    if hyperband is None:
        return NopPruner()
    return SuccessiveHalvingPruner(hyperband.first, hyperband.eta, 0)
