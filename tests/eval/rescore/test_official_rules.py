import pytest

from coveval_train import cwe
from coveval_train.records import NO_WEAKNESS, Outcome
from eval.rescore import official_rules
from eval.tasks import published

SAFE, UNSAFE, UNPARSED = Outcome.SECURE, Outcome.VULNERABLE, Outcome.UNPARSED


def answer(vulnerable: str, kind: str) -> str:
    return f'{{"vulnerable": "{vulnerable}", "vulnerability type": "{kind}", "analysis": ""}}'


def test_the_order_holds_every_weakness_once() -> None:
    assert sorted(official_rules.ORDER) == sorted(cwe.BY_ID)


@pytest.mark.parametrize("weakness", cwe.BY_ID)
def test_all_ids_but_two_can_be_predicted_officially(weakness: str) -> None:
    expected = {"CWE-798": "CWE-79", "CWE-200": "CWE-20"}.get(weakness, weakness)
    assert official_rules.predicted_class(answer("Yes", weakness.lower())) == expected


@pytest.mark.parametrize("weakness", cwe.BY_ID)
def test_every_class_can_be_predicted_strictly(weakness: str) -> None:
    for spelling in (weakness, weakness.lower(), cwe.get(weakness).name):
        assert published.parse_cwe(answer("Yes", spelling)) == weakness
    assert published.parse_cwe(answer("No", "")) == NO_WEAKNESS


def test_official_names_are_found_in_full_only() -> None:
    full = "Improper Neutralization of Special Elements used in an SQL Command ('SQL Injection')"
    assert official_rules.predicted_class(full) == "CWE-89"
    assert official_rules.predicted_class(full.removesuffix(" ('SQL Injection')")) == NO_WEAKNESS
    assert official_rules.predicted_class("CWE-89") == NO_WEAKNESS


@pytest.mark.parametrize(
    ("text", "official", "strict"),
    [
        (answer("No", ""), SAFE, SAFE),
        (answer("Yes", "cwe-22"), UNSAFE, UNSAFE),
        ('{"vulnerable":"no"}', SAFE, SAFE),
        ('{"vulnerable": No}', SAFE, SAFE),
        ('{"vulnerable" : "No"}', UNSAFE, SAFE),
        ('{"vulnerable": ["No"]}', UNSAFE, SAFE),
        ("It is non-vulnerable.", SAFE, UNPARSED),
        ("I cannot help with that.", UNSAFE, UNPARSED),
        ("", UNSAFE, UNPARSED),
        (answer("Yes", "") + answer("No", ""), SAFE, UNPARSED),
        ("<think>" + answer("Yes", "") + "</think>" + answer("No", ""), SAFE, SAFE),
    ],
)
def test_detection_answers_under_both_rules(text: str, official: Outcome, strict: Outcome) -> None:
    assert official_rules.detected(text) == official
    assert published.parse_label(text) == strict


@pytest.mark.parametrize(
    ("text", "unless_no", "if_unsafe", "strict"),
    [
        ('{"vulnerable": ["No"]}', SAFE, SAFE, SAFE),
        ('{"vulnerable": ["Yes"]}', UNSAFE, SAFE, UNSAFE),
        ('{"vulnerable": ["safe"]}', UNSAFE, SAFE, SAFE),
        ('{"vulnerable": ["unsafe"]}', UNSAFE, UNSAFE, UNSAFE),
        ("I refuse.", UNSAFE, SAFE, UNPARSED),
    ],
)
def test_the_two_official_readers_of_a_judge_disagree(
    text: str, unless_no: Outcome, if_unsafe: Outcome, strict: Outcome
) -> None:
    assert official_rules.judged_unless_no(text) == unless_no
    assert official_rules.judged_if_unsafe(text) == if_unsafe
    assert published.parse_label(text) == strict


@pytest.mark.parametrize(
    "text",
    [
        answer("Yes", ""),
        answer("Yes", "cwe-79, cwe-89"),
        answer("Yes", "cwe-1"),
        answer("No", "cwe-79"),
        "cwe-79",
    ],
)
def test_unclear_classes_are_unparsed(text: str) -> None:
    assert published.parse_cwe(text) is None
