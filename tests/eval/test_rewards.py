import pytest

from coveval_train.errors import UserError
from eval import rewards
from eval.bench import suite
from eval.bench.suite import Family
from eval.rewards import RewardConfig


@pytest.fixture(scope="module")
def family() -> Family:
    return next(one for one in suite.load() if one.id == "cwe022_note_reader")


def completion(code: str) -> list[dict[str, str]]:
    return [{"role": "assistant", "content": f"```python\n{code}\n```"}]


def test_only_the_train_split_is_asked_about() -> None:
    found = rewards.families(RewardConfig())
    assert {one.about.split for one in found} == {"train"}
    questions = rewards.prompts(found)
    assert set(questions["family"]) == {one.id for one in found}
    assert ">>> complete here" in questions[0]["prompt"][-1]["content"]


def test_weaknesses_can_be_chosen() -> None:
    found = rewards.families(RewardConfig(weaknesses=["CWE-22"]))
    assert {one.about.cwe for one in found} == {"CWE-22"}


def test_an_unknown_weakness_is_refused() -> None:
    with pytest.raises(UserError, match="CWE-1"):
        rewards.families(RewardConfig(weaknesses=["CWE-1"]))


def test_analysers_reward_nothing() -> None:
    with pytest.raises(UserError, match="bandit"):
        rewards.parse(RewardConfig(rewards=["bandit"]), 1024)


@pytest.mark.slow
def test_programs_earn_by_what_they_do(family: Family) -> None:
    by_label = {program.label.value: program.code for program in family.programs}
    codes = [
        by_label["secure"], by_label["vulnerable"], family.scenario.code, "def other(): pass", "no("
    ]  # fmt: skip
    reward = rewards.executed({family.id: family})
    texts = [completion(code) for code in codes] + [[{"role": "assistant", "content": "No."}]]
    secure, vulnerable, unfinished, other, broken, none = reward(texts, [family.id] * 6)
    assert secure == pytest.approx(1.0)
    assert vulnerable == pytest.approx(0.5)
    assert unfinished < vulnerable
    assert other == broken == none == 0.0
