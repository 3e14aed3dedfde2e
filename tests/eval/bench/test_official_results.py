"""Result files as upstream writes them, as people mend them, and torn."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coveval_train.errors import UserError, collect
from eval.bench import official_results

SAMPLE = Path(__file__).parents[4] / "shared" / "data" / "published_sample"
ANSWER = {"vul_type_id": "cwe-22", "source_code_id": "a", "source_code": "x", "response": "No"}
FORMS = {
    "objects": lambda rows: "".join(json.dumps(row, indent=4) for row in rows),
    "lines": lambda rows: "\n".join(map(json.dumps, rows)),
    "list": lambda rows: json.dumps(rows),
    "with commas": lambda rows: ",\n".join(map(json.dumps, rows)),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_answers(tmp_path: Path, form: str) -> None:
    rows = [ANSWER, ANSWER | {"response": "Yes }{", "vul_eval": "safe", "judge": 3}]
    path = tmp_path / "results.json"
    path.write_text(FORMS[form](rows))
    first, second = official_results.read(path)
    assert (first.response, first.vul_eval) == ("No", None)
    assert (second.response, second.vul_eval, second.model_extra) == (
        "Yes }{",
        "safe",
        {"judge": 3},
    )


def test_bad_answers_are_all_named_by_their_number(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text(json.dumps([ANSWER, {**ANSWER, "response": 5}, 7]))
    with pytest.raises(UserError) as caught:
        official_results.read(path)
    assert [problem.split(": ")[1:3] for problem in caught.value.problems] == [
        ["answer 2", "response"],
        ["answer 3", "it"],
    ]
    assert all(str(path) in problem for problem in caught.value.problems)


@pytest.mark.parametrize("text", ['{"a": 1}{"b', "nonsense", "[[1], ", "[" * 100_000])
def test_a_torn_file_is_one_clear_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "results.json"
    path.write_text(text)
    with pytest.raises(UserError) as caught:
        official_results.read(path)
    (problem,) = caught.value.problems
    assert problem.startswith(f"{path}: ")
    assert "\n" not in problem


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary() | st.text('{}[],:"ab1 \n').map(str.encode))
def test_any_bytes_are_answers_or_a_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "results.json"
    path.write_bytes(content)
    problems: list[str] = []
    collect(problems, lambda: official_results.read(path))
    assert all(str(path) in problem for problem in problems)


@pytest.mark.official
@pytest.mark.parametrize(
    ("name", "count"), [("completion_qwen2.5-7b", 54), ("detection_llama3.1-8b_sample", 120)]
)
def test_published_files_are_read(name: str, count: int) -> None:
    path = SAMPLE / f"{name}.json"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    results = official_results.read(path)
    assert len(results) == count
    verdicts = {row.vul_eval for row in results} | {row.binary_match for row in results}
    assert verdicts <= {"safe", "unsafe", True, False, None}
