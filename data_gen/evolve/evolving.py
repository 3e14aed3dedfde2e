"""Vul-Evol's loop: rewrite, filter, prove, and go on with what is left."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from coveval_train.records import Label, Program, Scenario
from data_gen.evolve import filters
from data_gen.evolve.lineage import Evolved, Rejected
from data_gen.evolve.proofs import Prover
from data_gen.evolve.rules import draft as drafts
from data_gen.evolve.rules import teacher
from data_gen.evolve.rules.draft import Draft
from eval.bench import duplicates
from eval.bench.suite import Family
from eval.stages import workers

TEACHER = "rules"
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


def evolve(seeds: Sequence[Seed], prover: Prover, advance: Callable[[], None]) -> None:
    """Evolve every seed, several at a time.

    Args:
        advance: called when a seed is done.

    Raises:
        UserError: nothing can be executed on this machine.
    """

    def one(seed: Seed) -> None:
        _evolve(seed, prover)
        advance()

    with ThreadPoolExecutor(workers()) as pool:
        for _ in pool.map(one, seeds):
            pass


def _evolve(seed: Seed, prover: Prover) -> None:
    start = drafts.of(seed.family)
    parents = [(seed.family.scenario.id, start)]
    for attempt in range(seed.wanted * ATTEMPTS):
        if len(seed.kept) == seed.wanted:
            break
        # Each attempt draws for itself: what an earlier one used up makes no difference.
        rng = Random(f"{seed.number} {seed.family.id} {attempt}")
        young = [each for each in parents if len(each[1].rules) < seed.rounds]
        parent, draft = rng.choice(young)
        rewritten = teacher.rewrite(draft, rng)
        if rewritten is None:
            continue
        operator, changed = rewritten
        item = Evolved(
            scenario=_scenario(seed.family, changed, attempt, parent),
            parent=parent,
            round=len(changed.rules),
            operator=operator,
            change=changed.rules[-1],
            teacher=TEACHER,
            bridge=changed.bridge,
        )
        if fault := _first_fault(item, changed, draft, seed, prover):
            kind, reason = fault
            seed.rejected.append(Rejected(**dict(item), filter=kind, reason=reason))
            continue
        seed.kept.append(item)
        seed.programs += _programs(item.scenario, changed)
        parents.append((item.scenario.id, changed))


def _scenario(family: Family, changed: Draft, attempt: int, parent: str) -> Scenario:
    return Scenario(
        id=f"{family.id}/evolved_{attempt}",
        family=family.id,
        cwe=family.about.cwe,
        language=family.about.language,
        split=family.about.split,
        title=family.about.title,
        code=changed.incomplete,
        evolved=True,
        origin=f"evolved from {parent}",
    )


def _first_fault(
    item: Evolved, changed: Draft, parent: Draft, seed: Seed, prover: Prover
) -> tuple[str, str] | None:
    """Return the first filter that a scenario does not pass, and why; None if it passes all."""
    scenario = item.scenario
    siblings = {each.scenario.id: each.scenario.code for each in seed.kept}
    checks: dict[str, Callable[[], str | None]] = {
        filters.PARSES: lambda: filters.parses(scenario.code, scenario.language),
        filters.DIFFERS: lambda: filters.differs(scenario.code, parent.incomplete),
        filters.INFORMS: lambda: _informs(changed),
        filters.OPEN: lambda: filters.is_open(scenario.code, parent.incomplete, scenario.cwe),
        filters.LIKELY: lambda: _is_likely(changed, seed.family, prover),
        filters.NEW: lambda: filters.is_new(scenario.code, siblings, filters.NEAR),
        filters.CLEAN: lambda: filters.is_new(scenario.code, seed.held_out, duplicates.THRESHOLD),
    }
    for name in filters.ORDER:
        if reason := checks[name]():
            return name, reason
    return None


def _informs(changed: Draft) -> str | None:
    faults = (filters.informs(hole, changed.incomplete) for hole in changed.holes.values())
    return next((fault for fault in faults if fault), None)


def _is_likely(changed: Draft, family: Family, prover: Prover) -> str | None:
    """Return which reference does not prove that the weakness can be there, and need not be."""
    for name in _chosen(changed):
        proof = prover.prove(family, changed.bridge, changed.programs[name])
        if fault := proof.fault(changed.labels[name]):
            return f"{name}: {fault}"
    return None


def _chosen(draft: Draft) -> Iterator[str]:
    """Yield the secure references and as many vulnerable ones, in turn."""
    of = {label: [name for name, its in draft.labels.items() if its == label] for label in Label}
    for pair in zip(of[Label.SECURE], of[Label.VULNERABLE], strict=False):
        yield from pair


def _programs(scenario: Scenario, changed: Draft) -> list[Program]:
    return [
        Program(
            id=f"{scenario.id}/{name}",
            family=scenario.family,
            cwe=scenario.cwe,
            language=scenario.language,
            split=scenario.split,
            code=changed.programs[name],
            label=changed.labels[name],
            label_source="executed",
            origin=scenario.origin,
        )
        for name in _chosen(changed)
    ]
