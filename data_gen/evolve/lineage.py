"""Evolved scenarios, and how each came about."""

from typing import Literal, get_args

from coveval_train.records import Record, Scenario

Operator = Literal["expansion", "constraint", "rarer requirement", "reasoning step", "complexity"]
"""Scenario expansion and the four ways to make a scenario harder (Mou et al., section 3.2)."""
OPERATORS: tuple[Operator, ...] = get_args(Operator)


class Evolved(Record):
    """A scenario that was made of another one."""

    scenario: Scenario
    parent: str
    """Id of the scenario that it was made of."""
    round: int
    """How many times its seed has been rewritten, this time included."""
    operator: Operator
    change: str
    """What was done, in the teacher's words or as the rule is called."""
    teacher: str
    bridge: str = ""
    """Connects its programs with the tests of its seed; see `eval.bench.suite.Family.bridge`."""


class Rejected(Evolved):
    """A scenario that a filter sorted out."""

    filter: str
    reason: str


def evolved_scenario(name: str, parent: Scenario, code: str) -> Scenario:
    """Return what was made of a scenario, as one of the same family."""
    return parent.model_copy(
        update={
            "id": name,
            "code": code,
            "evolved": True,
            "origin": f"evolved from {parent.id}",
        }
    )
