"""The rules, and which of them is tried on a scenario."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import NamedTuple

from data_gen.evolve.lineage import Operator
from data_gen.evolve.rules import c_requirements, python_requirements, python_services, rename
from data_gen.evolve.rules.draft import Draft


class Rule(NamedTuple):
    """One way to change a scenario."""

    name: str
    operator: Operator
    apply: Callable[[Draft, Random], Draft | None]
    """Returns None where it does not suit."""


RENAME = Rule(rename.RULE, "expansion", rename.apply)
RULES = {
    "c": [
        Rule(each.name, each.operator, partial(c_requirements.apply, each))
        for each in c_requirements.REQUIREMENTS
    ],
    "python": [
        *(
            Rule(each.name, each.operator, partial(python_requirements.apply, each))
            for each in python_requirements.REQUIREMENTS
        ),
        *(
            Rule(each.name, python_services.OPERATOR, partial(python_services.apply, each))
            for each in python_services.SERVICES
        ),
    ],
}
RENAMED = 0.4
"""How often a seed's names are changed before anything else is."""


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
