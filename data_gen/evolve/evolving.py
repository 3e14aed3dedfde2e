"""Vul-Evol's loop: rewrite, filter, and go on with what is left."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from coveval_train.records import Program
from data_gen.evolve import filters
from data_gen.evolve.lineage import Evolved, Rejected
from data_gen.evolve.rules import draft as drafts
from data_gen.evolve.teachers import Candidate, Parent, Task, Teacher
from eval.bench import duplicates
from eval.bench.suite import Family

ATTEMPTS = 6
"""Attempts for each scenario wanted, before a seed is given up."""


@dataclass
class Seed:
    """A family whose scenario evolves, and what has come of it."""

    family: Family
    number: int
    """Decides what is drawn."""
    rounds: int
    """How many times it is rewritten at most."""
    wanted: int
    """How many scenarios to make of it."""
    held_out: Mapping[str, str]
    """Code that no scenario may resemble, by its id: what is evaluated on, or trained on."""
    kept: list[Evolved] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    programs: list[Program] = field(default_factory=list)
    parents: list[Parent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.parents.append(Parent(self.family.scenario, 0, drafts.of(self.family)))

    def task(self, attempt: int) -> Task:
        """Return what an attempt is to rewrite: one of those that have not been often."""
        # Each attempt draws for itself: what an earlier one used up makes no difference.
        name = f"{self.family.id}/evolved_{attempt}"
        rng = Random(f"{self.number} {name}")
        young = [parent for parent in self.parents if parent.round < self.rounds]
        return Task(name, self.family, rng.choice(young), rng)


def evolve(seeds: Sequence[Seed], teacher: Teacher, advance: Callable[[int], None]) -> None:
    """Evolve seeds, one attempt for each at a time, until each has as many as are wanted.

    Args:
        advance: called with the number of scenarios that were kept.

    Raises:
        UserError: the teacher cannot go on.
    """
    by_family = {seed.family.id: seed for seed in seeds}
    for attempt in range(ATTEMPTS * max((seed.wanted for seed in seeds), default=0)):
        trying = [
            seed
            for seed in seeds
            if len(seed.kept) < seed.wanted and attempt < ATTEMPTS * seed.wanted
        ]
        candidates = teacher.rewrite([seed.task(attempt) for seed in trying])
        left = _filtered([each for each in candidates if each], teacher, by_family)
        for candidate in left:
            seed = by_family[candidate.family.id]
            seed.kept.append(candidate.item)
            seed.programs += teacher.programs(candidate)
            seed.parents.append(
                Parent(candidate.item.scenario, candidate.item.round, candidate.draft)
            )
        advance(len(left))


def _filtered(
    candidates: list[Candidate], teacher: Teacher, seeds: Mapping[str, Seed]
) -> list[Candidate]:
    """Ask one filter after the other; what does not pass is kept with the seed, and why."""
    for name, check in _checks(teacher, seeds).items():
        passed = []
        for candidate, reason in zip(candidates, check(candidates), strict=True):
            if reason is None:
                passed.append(candidate)
                continue
            rejected = Rejected(**dict(candidate.item), filter=name, reason=reason)
            seeds[candidate.family.id].rejected.append(rejected)
        candidates = passed
    return candidates


Check = Callable[[list[Candidate]], list[str | None]]
"""Returns why each candidate does not pass, or None."""


def _checks(teacher: Teacher, seeds: Mapping[str, Seed]) -> dict[str, Check]:
    def each(check: Callable[[Candidate], str | None]) -> Check:
        return lambda candidates: [check(candidate) for candidate in candidates]

    def informs(candidates: list[Candidate]) -> list[str | None]:
        completions = teacher.complete(candidates)
        return [
            filters.informs(of, candidate.item.scenario.code)
            for candidate, of in zip(candidates, completions, strict=True)
        ]

    def is_open(candidates: list[Candidate]) -> list[str | None]:
        return [
            filters.is_open(candidate.item.scenario, candidate.parent.scenario) or said
            for candidate, said in zip(candidates, teacher.defended(candidates), strict=True)
        ]

    return {
        filters.PARSES: each(lambda it: filters.parses(it.item.scenario)),
        filters.DIFFERS: each(lambda it: filters.differs(it.item.scenario, it.parent.scenario)),
        filters.INFORMS: informs,
        filters.OPEN: is_open,
        filters.LIKELY: teacher.unlikely,
        filters.NEW: each(
            lambda it: filters.is_new(
                it.item.scenario,
                {kept.scenario.id: kept.scenario.code for kept in seeds[it.family.id].kept},
                filters.NEAR,
            )
        ),
        filters.CLEAN: each(
            lambda it: filters.is_new(
                it.item.scenario, seeds[it.family.id].held_out, duplicates.THRESHOLD
            )
        ),
    }
