"""What rewrites scenarios, and says of the results what no pattern can tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from coveval_train.records import Program, Scenario
from data_gen.evolve.lineage import Evolved
from data_gen.evolve.rules.draft import Draft
from eval.bench.suite import Family


@dataclass(frozen=True)
class Parent:
    """A scenario that can be rewritten."""

    scenario: Scenario
    round: int
    """How many times its seed has been rewritten."""
    draft: Draft | None = None
    """With its references, where rules made it, or nobody has rewritten it."""


@dataclass(frozen=True)
class Task:
    """One attempt to rewrite a scenario."""

    id: str
    """Of the scenario that may come of it; with the seed it decides everything that is drawn."""
    family: Family
    parent: Parent
    rng: Random


@dataclass(frozen=True)
class Candidate:
    """What came of an attempt."""

    item: Evolved
    parent: Parent
    family: Family
    draft: Draft | None = None


class Teacher(Protocol):
    """Rewrites scenarios; all of its methods take many at once and keep their order.

    Raises:
        UserError: the teacher cannot go on; what it has found out is kept.
    """

    def rewrite(self, tasks: Sequence[Task]) -> Sequence[Candidate | None]:
        """Try to make a scenario of each; None where nothing suits it."""
        ...

    def complete(self, candidates: Sequence[Candidate]) -> list[list[str]]:
        """Return what can stand in the marker's place, once or more often for each."""
        ...

    def defended(self, candidates: Sequence[Candidate]) -> list[str | None]:
        """Return where each defends itself against its weakness already, or None."""
        ...

    def unlikely(self, candidates: Sequence[Candidate]) -> list[str | None]:
        """Return why the weakness is not to be expected in completions of each, or None."""
        ...

    def programs(self, candidate: Candidate) -> list[Program]:
        """Return the programs with proven labels that come with a scenario."""
        ...

    def close(self) -> None:
        """Bring what was kept into an order that does not depend on who was first."""
        ...
