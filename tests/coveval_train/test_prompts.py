import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from coveval_train import cwe, prompts
from coveval_train.errors import UserError

NAMES = sorted(identity.split("@")[0] for identity in prompts.fingerprints())
FIELDS: dict[str, Any] = {
    "code": "int main;",
    "outline": "int main",
    "language": "c",
    "cwe": "CWE-22",
    "operator": "complexity",
    "examples": [],
}


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    name = "copy_of_the_prompts"
    shutil.copytree(prompts.__path__[0], tmp_path / name)
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module(name)
    del sys.modules[name]


def test_each_task_and_kind_of_training_has_its_prompt() -> None:
    assert set(NAMES) >= {"completion", "repair", "detection", "classification", "judgment"}


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_field_raises(name: str) -> None:
    for missing in ("outline" if name == "generation" else "code", "language"):
        given = {key: value for key, value in FIELDS.items() if key != missing}
        with pytest.raises(UndefinedError, match=missing):
            prompts.user_message(name, **given)


@pytest.mark.parametrize("name", ["judgment", "repair"])
def test_a_prompt_about_a_weakness_needs_one(name: str) -> None:
    with pytest.raises(UndefinedError, match="cwe"):
        prompts.user_message(name, code="int main;", language="c")


@pytest.mark.parametrize("name", ["judgment", "repair"])
def test_a_weakness_is_named_in_full_however_it_is_spelt(name: str) -> None:
    text = prompts.user_message(name, code="", language="c", cwe="cwe-022").content
    assert f"CWE-22, {cwe.get('CWE-22').name}" in text


def test_an_unknown_weakness_is_a_user_error() -> None:
    with pytest.raises(UserError, match="unknown CWE"):
        prompts.user_message("judgment", code="", language="c", cwe="CWE-9999")


@pytest.mark.parametrize("name", ["detection", "classification", "completion"])
def test_a_prompt_that_asks_for_the_weakness_does_not_give_it_away(name: str) -> None:
    asked = {prompts.user_message(name, **FIELDS | {"cwe": each}).content for each in ("22", "89")}
    assert len(asked) == 1


@pytest.mark.parametrize("name", sorted({*NAMES} - {"generation"}))
@given(code=st.text())
@example(code="<script>alert('x') && \"y\"</script>")
@example(code="{{ cwe }} {% raw %} {# gone? #} {{ missing.field }}")
@example(code="\n\n  indented\ttabs\r\n\u2028\n\n")
def test_code_reaches_the_prompt_untouched(name: str, code: str) -> None:
    message = prompts.user_message(name, **FIELDS | {"code": code})
    assert f"```c\n{code}\n```" in message.content


def test_a_prompt_is_a_message_of_the_user_without_loss() -> None:
    message = prompts.user_message("judgment", **FIELDS)
    assert (message.role, message.loss) == ("user", False)


def test_classification_offers_every_weakness_and_none_a_line_each() -> None:
    lines = prompts.user_message("classification", **FIELDS).content.splitlines()
    offered = [line.split()[0] for line in lines if line.startswith(("CWE-", "none"))]
    assert offered == [*cwe.BY_ID, "none"]


def test_an_identity_is_a_name_and_a_version() -> None:
    for name in NAMES:
        assert prompts.identity(name) in prompts.fingerprints()
        assert prompts.identity(name).removeprefix(f"{name}@").isdigit()


def test_fingerprints_are_the_same_wherever_the_prompts_are_installed(copy: ModuleType) -> None:
    assert copy.fingerprints() == prompts.fingerprints()


def test_an_edited_prompt_has_another_fingerprint_and_the_others_keep_theirs(
    copy: ModuleType,
) -> None:
    before = prompts.fingerprints()
    edited = Path(copy.__path__[0]) / f"{prompts.identity('repair').replace('@', '.')}.j2"
    edited.write_text(edited.read_text() + " Please.")
    after = copy.fingerprints()
    assert {key for key in before if before[key] != after[key]} == {prompts.identity("repair")}


def test_the_newest_version_is_used_and_has_a_fingerprint_of_its_own(copy: ModuleType) -> None:
    for version in ("9", "10"):
        Path(copy.__path__[0], f"repair.{version}.j2").write_text(
            f"Version {version}: {{{{ code }}}}"
        )
    assert copy.identity("repair") == "repair@10"
    assert copy.user_message("repair", code="x").content == "Version 10: x"
    assert "repair@10" in copy.fingerprints()
    assert prompts.identity("repair") not in copy.fingerprints()
