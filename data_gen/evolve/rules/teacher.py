"""The teacher that needs no model: it rewrites by rule, and proves what it says."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import NamedTuple

from coveval_train.records import Label, Program
from data_gen.evolve.lineage import Evolved, Operator, evolved_scenario
from data_gen.evolve.proofs import Prover
from data_gen.evolve.rules import (
    c_demands,
    c_requirements,
    python_demands,
    python_requirements,
    python_services,
    rename,
)
from data_gen.evolve.rules.draft import Draft
from data_gen.evolve.teachers import Candidate, Task
from eval.stages import workers

RENAMED = 0.4
"""How often a seed's names are changed before anything else is."""


class Rule(NamedTuple):
    """One way to change a scenario."""

    name: str
    operator: Operator
    apply: Callable[[Draft, Random], Draft | None]
    """Returns None where it does not suit."""


RENAME = Rule(rename.RULE, "expansion", rename.apply)
RULES = {
    "c": [
        Rule(each.name, each.operator, partial(c_demands.add, each))
        for each in c_requirements.REQUIREMENTS
    ],
    "python": [
        *(
            Rule(each.name, each.operator, partial(python_demands.add, each))
            for each in python_requirements.REQUIREMENTS
        ),
        *(
            Rule(each.name, python_services.OPERATOR, partial(python_services.add, each))
            for each in python_services.SERVICES
        ),
    ],
}


@dataclass(frozen=True)
class RulesTeacher:
    """Applies rules, drawn at random; see `data_gen.evolve.teachers.Teacher`."""

    prover: Prover
    name: str

    def rewrite(self, tasks: Sequence[Task]) -> list[Candidate | None]:
        return [self._rewrite(task) for task in tasks]

    def complete(self, candidates: Sequence[Candidate]) -> list[list[str]]:
        return [list(_draft(each).holes.values()) for each in candidates]

    def defended(self, candidates: Sequence[Candidate]) -> list[str | None]:
        # The vulnerable references prove that a scenario still leaves the weakness open.
        return [None] * len(candidates)

    def unlikely(self, candidates: Sequence[Candidate]) -> list[str | None]:
        """Return which reference does not prove that the weakness can be there, and need not be."""
        with ThreadPoolExecutor(workers()) as pool:
            return list(pool.map(self._unproven, candidates))

    def programs(self, candidate: Candidate) -> list[Program]:
        draft, scenario = _draft(candidate), candidate.item.scenario
        return [
            Program(
                id=f"{scenario.id}/{name}",
                family=scenario.family,
                cwe=scenario.cwe,
                language=scenario.language,
                split=scenario.split,
                code=draft.programs[name],
                label=draft.labels[name],
                label_source="executed",
                origin=scenario.origin,
            )
            for name in chosen(draft)
        ]

    def close(self) -> None:
        self.prover.sort()

    def _rewrite(self, task: Task) -> Candidate | None:
        assert task.parent.draft
        rewritten = rewrite(task.parent.draft, task.rng)
        if rewritten is None:
            return None
        operator, draft = rewritten
        parent = task.parent.scenario
        item = Evolved(
            scenario=evolved_scenario(task.id, parent, draft.incomplete),
            parent=parent.id,
            round=len(draft.rules),
            operator=operator,
            change=draft.rules[-1],
            teacher=self.name,
            bridge=draft.bridge,
        )
        return Candidate(item, task.parent, task.family, draft)

    def _unproven(self, candidate: Candidate) -> str | None:
        draft = _draft(candidate)
        for name in chosen(draft):
            proof = self.prover.prove(candidate.family, draft.bridge, draft.programs[name])
            if fault := proof.fault(draft.labels[name]):
                return f"{name}: {fault}"
        return None


def rewrite(draft: Draft, rng: Random) -> tuple[Operator, Draft] | None:
    """Apply a rule, drawn at random, that suits a draft; return None where none does.

    Each rule is applied once at most on the way from a seed to a scenario. Names are changed first
    or never, so that the bridge of every later rule knows them.
    """
    rules = [rule for rule in RULES[draft.language] if rule.name not in draft.rules]
    rng.shuffle(rules)
    if not draft.rules and rng.random() < RENAMED:
        rules.insert(0, RENAME)
    for rule in rules:
        if changed := rule.apply(draft, rng):
            return rule.operator, changed
    return None


def chosen(draft: Draft) -> Iterator[str]:
    """Yield the secure references and as many vulnerable ones, in turn."""
    of = {label: [name for name, its in draft.labels.items() if its == label] for label in Label}
    for pair in zip(of[Label.SECURE], of[Label.VULNERABLE], strict=False):
        yield from pair


def _draft(candidate: Candidate) -> Draft:
    assert candidate.draft
    return candidate.draft
