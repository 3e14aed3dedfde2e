from dataclasses import replace

import pytest

from data_gen.evolve.rules.draft import Draft
from eval.bench import suite
from eval.bench.suite import Family
from eval.oracles import executable
from eval.oracles.executable import Execution


@pytest.fixture(scope="session")
def families() -> dict[str, Family]:
    return {family.id: family for family in suite.load()}


def run(draft: Draft, family: Family, code: str) -> Execution:
    """Make the tests of the family that a draft came from on a program."""
    return executable.execute(replace(family, bridge=draft.bridge), code, until_fault=True)
