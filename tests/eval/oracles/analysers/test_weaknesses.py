import pytest

from coveval_train import cwe
from eval.oracles.analysers import weaknesses
from eval.oracles.analysers.weaknesses import BROADER, NARROWER

NUMBERS = {weakness.number for weakness in cwe.WEAKNESSES}


def test_the_tables_are_about_the_18_weaknesses() -> None:
    assert set(NARROWER) == NUMBERS
    assert set(BROADER) <= NUMBERS


@pytest.mark.parametrize("above", NARROWER)
def test_what_descends_from_a_descendant_descends_too(above: int) -> None:
    for below in set(NARROWER[above]) & NUMBERS:
        assert set(NARROWER[below]) < set(NARROWER[above])


@pytest.mark.parametrize("of", BROADER)
def test_nothing_is_both_a_kind_of_a_weakness_and_above_it(of: int) -> None:
    assert not {of, *NARROWER[of]} & set(BROADER[of])


@pytest.mark.parametrize(
    ("tool_cwe", "expected"),
    [
        ("CWE-22", "CWE-22"),
        ("CWE-36", "CWE-22"),
        ("CWE-121", "CWE-787"),
        ("CWE-126", "CWE-125"),
        ("CWE-788", "CWE-119"),
        ("CWE-415", "CWE-119"),
        ("CWE-259", "CWE-798"),
        ("CWE-256", "CWE-522"),
        ("CWE-77", None),
        ("CWE-703", None),
        (None, None),
    ],
)
def test_a_tools_weakness_is_the_closest_of_the_18_that_it_is_a_kind_of(
    tool_cwe: str | None, expected: str | None
) -> None:
    assert weaknesses.among_18(tool_cwe) == expected


@pytest.mark.parametrize("weakness", cwe.BY_ID)
def test_a_tool_that_names_the_weakness_has_found_it(weakness: str) -> None:
    assert weaknesses.concerns(weakness, weakness)


@pytest.mark.parametrize(
    ("tool_cwe", "asked"),
    [
        ("CWE-121", "CWE-787"),
        ("CWE-119", "CWE-787"),
        ("CWE-788", "CWE-787"),
        ("CWE-788", "CWE-125"),
        ("CWE-787", "CWE-119"),
        ("CWE-415", "CWE-416"),
        ("CWE-690", "CWE-476"),
        ("CWE-680", "CWE-190"),
        ("CWE-259", "CWE-798"),
        ("CWE-77", "CWE-78"),
        ("CWE-80", "CWE-79"),
        ("CWE-564", "CWE-89"),
        ("CWE-276", "CWE-732"),
        ("CWE-209", "CWE-200"),
    ],
)
def test_a_tool_may_name_a_kind_or_the_class_right_above(tool_cwe: str, asked: str) -> None:
    assert weaknesses.concerns(tool_cwe, asked)


@pytest.mark.parametrize(
    ("tool_cwe", "asked"),
    [
        ("CWE-125", "CWE-787"),
        ("CWE-126", "CWE-787"),
        ("CWE-119", "CWE-416"),
        ("CWE-119", "CWE-476"),
        ("CWE-78", "CWE-89"),
        ("CWE-20", "CWE-22"),
        ("CWE-327", "CWE-522"),
        (None, "CWE-20"),
    ],
)
def test_a_sibling_or_another_weakness_is_not_the_one_asked_about(
    tool_cwe: str | None, asked: str
) -> None:
    assert not weaknesses.concerns(tool_cwe, asked)
