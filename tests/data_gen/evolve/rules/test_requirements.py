"""Each requirement is met by the references it rewrites, and not by those that do not know it."""

from random import Random

import pytest

from coveval_train.records import Label
from data_gen.evolve.rules import c_demands, c_requirements, python_demands, python_requirements
from data_gen.evolve.rules import draft as drafts
from data_gen.evolve.rules.draft import Draft
from eval.bench.suite import Family
from tests.data_gen.evolve.conftest import run

FUNCTION = "cwe020_cottage_stay"
METHOD = "cwe798_printer_queue"
VIEW = "cwe079_guestbook"
IN_C = "cwe787_csv_fields"
POINTER = "cwe476_garden_plan"

CASES = [
    *((FUNCTION, each) for each in python_requirements.REQUIREMENTS if each.of_views is not True),
    *((VIEW, each) for each in python_requirements.REQUIREMENTS if each.of_views is not False),
    (METHOD, python_requirements.REQUIREMENTS[0]),
    *((IN_C, each) for each in c_requirements.REQUIREMENTS),
]
every_case = pytest.mark.parametrize(
    ("name", "requirement"), CASES, ids=[f"{name}-{each.name}" for name, each in CASES]
)


def required(family: Family, requirement: object) -> Draft:
    draft = drafts.of(family)
    if isinstance(requirement, c_requirements.Requirement):
        changed = c_demands.add(requirement, draft, Random(0))
    else:
        assert isinstance(requirement, python_requirements.Requirement)
        changed = python_demands.add(requirement, draft, Random(0))
    assert changed, f"{requirement} does not suit {family.id}"
    return changed


def first(draft: Draft, label: Label) -> str:
    return next(name for name, its in draft.labels.items() if its == label)


@pytest.mark.slow
@every_case
def test_references_meet_it_and_keep_their_labels(
    families: dict[str, Family], name: str, requirement: object
):
    family = families[name]
    draft = required(family, requirement)
    for label in Label:
        result = run(draft, family, draft.programs[first(draft, label)])
        assert (result.works, result.outcome) == (True, label), result.detail


@pytest.mark.slow
@every_case
def test_a_completion_that_ignores_it_does_not_work(
    families: dict[str, Family], name: str, requirement: object
):
    family = families[name]
    draft = required(family, requirement)
    ignorant = drafts.of(family).holes[first(draft, Label.SECURE)]
    result = run(draft, family, draft.before + ignorant + draft.after)
    assert not result.works


@pytest.mark.slow
@pytest.mark.parametrize("changes_signature", [True, False])
def test_requirements_of_c_add_up(families: dict[str, Family], changes_signature: bool):
    family = families[IN_C]
    draft, names = drafts.of(family), []
    for requirement in c_requirements.REQUIREMENTS:
        if not requirement.signature or changes_signature:
            added = c_demands.add(requirement, draft, Random(0))
            draft, names = (added, [*names, requirement.name]) if added else (draft, names)
    assert draft.rules == tuple(names)
    assert len(names) >= 3
    for label in Label:
        result = run(draft, family, draft.programs[first(draft, label)])
        assert (result.works, result.outcome) == (True, label), result.detail


def test_it_is_asked_for_where_it_is_to_be_written(families: dict[str, Family]):
    for name, requirement in CASES:
        draft = required(families[name], requirement)
        brought = requirement.new[0].replace("NAME", "split_fields")
        assert f"`{brought}`" in draft.incomplete or brought in draft.before, requirement.name


def test_names_that_are_taken_rule_it_out(families: dict[str, Family]):
    draft = drafts.of(families[FUNCTION])
    requirement = python_requirements.REQUIREMENTS[0]
    once = python_demands.add(requirement, draft, Random(0))
    assert once
    assert python_demands.add(requirement, once, Random(0)) is None


def test_a_function_that_calls_itself_is_left_alone(families: dict[str, Family]):
    draft = drafts.of(families[POINTER])
    for requirement in c_requirements.REQUIREMENTS:
        assert c_demands.add(requirement, draft, Random(0)) is None
