"""How strong the oracles are: the share of seeded faults that a family's tests notice."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from rich.console import Console
from rich.progress import track

from coveval_train.records import Label
from eval.bench import mutants
from eval.bench.mutants import Mutant, Operator
from eval.bench.suite import Family
from eval.oracles import executable
from eval.sandbox import bubblewrap
from eval.stages import workers

Fate = Literal["stillborn", "functional", "exploit", "escaped"]


@dataclass(frozen=True)
class Trial:
    """What became of one mutant."""

    family: str
    cwe: str
    mutant: str
    operator: Operator
    fate: Fate
    """``stillborn`` if it does not build; else the kind of test that noticed it first, if any."""
    why: str
    """Why an escape is no fault, as the family's ``escapes.yaml`` has it; empty if nobody said."""

    @property
    def unexplained(self) -> bool:
        return self.fate == "escaped" and not self.why


@dataclass(frozen=True)
class Strength:
    """The trials of one weakness, or of all, counted."""

    name: str
    mutants: int
    """Those that build."""
    functional: int
    exploit: int
    explained: int
    unexplained: int

    @property
    def caught(self) -> float:
        """The share of mutants caught, of those that are faults; 0 without mutants."""
        faults = self.mutants - self.explained
        return (self.functional + self.exploit) / faults if faults else 0.0


def measure(families: Sequence[Family], console: Console) -> list[Trial]:
    """Try every mutant of the secure references, several at a time, with a progress bar.

    Raises:
        UserError: nothing can be executed on this machine.
    """
    bubblewrap.require()
    pairs = [
        (family, mutant)
        for family in families
        for program in family.programs
        if program.label == Label.SECURE
        for mutant in mutants.of(family, program)
    ]
    with ThreadPoolExecutor(workers()) as pool:
        trials = pool.map(lambda pair: _try(*pair), pairs)
        return list(track(trials, "mutants tried", total=len(pairs), console=console))


def stale(families: Sequence[Family], trials: Sequence[Trial]) -> list[str]:
    """Return the explanations of mutants that are caught after all, or that there are not."""
    escaped = {(trial.family, trial.mutant) for trial in trials if trial.fate == "escaped"}
    return [
        f"{family.folder / 'escapes.yaml'}: '{name}' does not escape; delete the entry"
        for family in families
        for name in family.escapes
        if (family.id, name) not in escaped
    ]


def by_cwe(trials: Sequence[Trial]) -> list[Strength]:
    """Return the strength for each weakness, then for all."""
    names = sorted({trial.cwe for trial in trials}, key=lambda name: int(name.split("-")[1]))
    parts = [_count(name, (trial for trial in trials if trial.cwe == name)) for name in names]
    return [*parts, _count("all", trials)]


def _try(family: Family, mutant: Mutant) -> Trial:
    execution = executable.execute(family, mutant.code, until_fault=True)
    if not execution.built:
        fate: Fate = "stillborn"
    elif not execution.works:
        fate = "functional"
    elif any(test.status != "passed" for test in execution.exploit):
        fate = "exploit"
    else:
        fate = "escaped"
    return Trial(
        family=family.id,
        cwe=family.about.cwe,
        mutant=mutant.name,
        operator=mutant.operator,
        fate=fate,
        why=family.escapes.get(mutant.name, "") if fate == "escaped" else "",
    )


def _count(name: str, trials: Iterable[Trial]) -> Strength:
    alive = [trial for trial in trials if trial.fate != "stillborn"]
    fates = [trial.fate for trial in alive]
    unexplained = sum(trial.unexplained for trial in alive)
    return Strength(
        name=name,
        mutants=len(alive),
        functional=fates.count("functional"),
        exploit=fates.count("exploit"),
        explained=fates.count("escaped") - unexplained,
        unexplained=unexplained,
    )
