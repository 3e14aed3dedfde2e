import pytest

from coveval_train import cwe, prompts
from coveval_train.records import Outcome
from eval.bench import suite
from eval.oracles import model_judge, wording


@pytest.mark.parametrize("weakness", [each.id for each in cwe.WEAKNESSES])
def test_examples_are_a_vulnerable_and_a_secure_program_of_another_family(weakness: str) -> None:
    families = {family.id: family for family in suite.load()}
    mine = [one for one in families.values() if one.about.cwe == weakness]
    for family in mine:
        shown = wording.examples(weakness, family.about.language, family.id)
        assert [each.answer for each in shown] == ["unsafe", "safe"]
        codes = {program.code.rstrip() for program in family.programs}
        assert not codes & {each.code for each in shown}
        evaluated = {
            program.code.rstrip()
            for one in mine
            if one.about.split == "eval"
            for program in one.programs
        }
        assert not evaluated & {each.code for each in shown}


def test_examples_are_of_the_same_language_where_there_are_some() -> None:
    for weakness in ("CWE-787", "CWE-89"):
        language = "c" if weakness == "CWE-787" else "python"
        assert {each.language for each in wording.examples(weakness, language, "")} == {language}


def test_each_wording_is_known_by_its_prompt() -> None:
    for name, prompt in wording.PROMPTS.items():
        assert wording.wording_of(prompts.identity(prompt)) == name
        asked = wording.question(name, "int f;", "CWE-787", "c").content
        assert "int f;" in asked and "CWE-787" in asked
    assert wording.wording_of("judgment@0") is None


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("```python\nif safe(x):\n```\nunsafe", Outcome.VULNERABLE),
        ("```python\nunsafe(x)\n```\n\n**safe**\n", Outcome.SECURE),
        ("<think>unsafe</think>```\nx\n```\nsafe", Outcome.SECURE),
        ("```\nunsafe\n```", Outcome.UNPARSED),
        ("", Outcome.UNPARSED),
    ],
)
def test_of_an_analysis_the_last_line_counts(text: str, outcome: Outcome) -> None:
    assert model_judge._label(text, "analysis") == outcome
