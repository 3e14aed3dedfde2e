import pytest

from coveval_train import cwe
from coveval_train.cwe import Language
from coveval_train.records import Scenario
from data_gen.evolve import filters

PYTHON = """\
def load(name):
    # >>> complete here
"""
C = """\
int load(const char *name)
{
    // >>> complete here
}
"""


def scenario(code: str, language: Language = "python", weakness: str = "CWE-22") -> Scenario:
    return Scenario(
        id="it",
        family="loading",
        cwe=weakness,
        language=language,
        split="train",
        title="Loading",
        code=code,
        origin="here",
    )


def test_incomplete_programs_parse():
    assert filters.parses(scenario(PYTHON)) is None
    assert filters.parses(scenario(C, "c")) is None


@pytest.mark.parametrize(
    ("code", "language", "fault"),
    [
        ("def load(name):\n    pass\n", "python", "0 lines with"),
        (PYTHON + PYTHON, "python", "2 lines with"),
        (PYTHON.replace("):", ")"), "python", "not Python: expected ':'"),
        (C.replace("}", ""), "c", "not C"),
    ],
)
def test_what_does_not_parse_is_told(code: str, language: Language, fault: str):
    assert (filters.parses(scenario(code, language)) or "").startswith(fault)


def test_white_space_makes_no_difference():
    assert filters.differs(scenario(C), scenario(C.replace("    ", "\t")))
    assert filters.differs(scenario(C), scenario(C.replace("name", "path"))) is None


def test_a_completion_says_something_new():
    new = "    with open(name) as file:\n        return file.read()\n"
    assert filters.informs([new], PYTHON) is None
    assert filters.informs([new, "    return name\n"], PYTHON) == "2 tokens in the marker's place"
    known = f"def other(name):\n{new}\n\n{PYTHON}"
    assert filters.informs([new], known) == "its completion is in the scenario already"


def test_a_new_defence_is_found_and_an_old_one_is_not():
    defended = PYTHON.replace("    #", "    path = os.path.realpath(name)\n    #")
    assert filters.is_open(scenario(defended), scenario(PYTHON)) == (
        "a defence already: path = os.path.realpath(name)"
    )
    renamed = defended.replace("path =", "place =")
    assert filters.is_open(scenario(renamed), scenario(defended)) is None
    other = scenario(defended, weakness="CWE-89")
    assert filters.is_open(other, scenario(PYTHON)) is None


def test_every_weakness_has_its_defences():
    assert set(filters.SECURITY_FEATURES) == {weakness.id for weakness in cwe.WEAKNESSES}


def test_nearly_the_same_is_found():
    long = PYTHON + "".join(f"value_{number} = {number} * {number}\n" for number in range(40))
    assert filters.is_new(scenario(long), {"other": C}, filters.NEAR) is None
    nearly = scenario(long.replace("value_7 ", "seven "))
    found = filters.is_new(nearly, {"first": long}, filters.NEAR)
    assert found and found.endswith("of first")
