import pytest

from coveval_train import cwe
from coveval_train.errors import UserError
from eval.bench import suite


def test_there_are_18_weaknesses_each_listed_once() -> None:
    assert len(cwe.WEAKNESSES) == len(cwe.BY_ID) == 18


def test_weaknesses_are_in_the_order_of_their_numbers() -> None:
    numbers = [weakness.number for weakness in cwe.WEAKNESSES]
    assert numbers == sorted(numbers)


def test_names_and_short_names_tell_weaknesses_apart() -> None:
    assert len({weakness.name for weakness in cwe.WEAKNESSES}) == 18
    assert len({weakness.short_name for weakness in cwe.WEAKNESSES}) == 18


@pytest.mark.parametrize("spelling", ["CWE-22", "cwe-22", "cwe-022", "22", "022", " CWE-22\n"])
def test_every_usual_spelling_is_understood(spelling: str) -> None:
    assert cwe.get(spelling).id == "CWE-22"


@pytest.mark.parametrize("weakness", cwe.WEAKNESSES, ids=lambda weakness: weakness.id)
def test_each_weakness_is_found_by_its_own_id_and_number(weakness: cwe.Weakness) -> None:
    assert cwe.get(weakness.id) is weakness
    assert cwe.get(str(weakness.number)) is weakness


def test_an_id_that_contains_another_is_not_mistaken_for_it() -> None:
    assert cwe.get("CWE-798").id == "CWE-798"
    assert cwe.get("CWE-79").id == "CWE-79"


def test_the_url_is_that_of_the_number_without_zeros() -> None:
    assert cwe.get("cwe-022").url == "https://cwe.mitre.org/data/definitions/22.html"


def test_an_unknown_id_gets_a_suggestion_and_the_known_ones() -> None:
    with pytest.raises(UserError) as raised:
        cwe.get("CWE-7988")
    (problem,) = raised.value.problems
    assert problem.startswith("unknown CWE 'CWE-7988'. Did you mean 'CWE-798'?")
    assert all(known in problem for known in cwe.BY_ID)


@pytest.mark.parametrize("nonsense", ["", "0", "CWE-", "none", "CWE-22 and CWE-79", "-22", "2 2"])
def test_what_is_no_id_is_refused(nonsense: str) -> None:
    with pytest.raises(UserError, match="unknown CWE"):
        cwe.get(nonsense)


def test_every_family_is_in_a_language_of_its_weakness() -> None:
    for family in suite.load():
        assert family.about.language in cwe.BY_ID[family.about.cwe].languages
