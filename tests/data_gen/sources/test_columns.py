import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from coveval_train.errors import UserError
from coveval_train.records import Label
from data_gen.sources import Exchange, Fix, Item, columns

ROW = {"body": "f(9);", "bad": 1, "better": "f(0);", "kind": "CWE-121", "lang": "C", "repo": "r"}
MAP = {
    "code": "body",
    "label": "bad",
    "vulnerable": [1],
    "fixed": "better",
    "cwe": "kind",
    "language": "lang",
    "family": "repo",
}


def described(folder: Path, *rows: dict[str, Any], **keys: Any) -> Path:
    data = folder / "rows.jsonl"
    data.write_text("".join(f"{json.dumps(ROW | row)}\n" for row in rows))
    path = folder / "mine.yaml"
    written = {"dataset": str(data)} | MAP | keys
    path.write_text(yaml.safe_dump({key: value for key, value in written.items() if value}))
    return path


def read(path: Path) -> tuple[list[Item], Counter[str]]:
    skipped = Counter[str]()
    return list(columns.open_map(path)(skipped)), skipped


def problems_of(path: Path) -> list[str]:
    with pytest.raises(UserError) as raised:
        columns.open_map(path)
    return raised.value.problems


def test_columns_are_what_the_map_says(tmp_path: Path) -> None:
    (fix, secure), _ = read(described(tmp_path, {}, {"bad": 0}))
    assert isinstance(fix, Fix) and not isinstance(secure, Fix)
    assert [program.code for program in fix.programs] == ["f(9);", "f(0);"]
    assert (fix.vulnerable.cwe, fix.vulnerable.language) == ("CWE-787", "c")
    assert fix.family == f"{tmp_path}/rows.jsonl/r"
    assert (secure.label, secure.code, secure.id) == (Label.SECURE, "f(9);", "mine/2/secure")
    assert secure.label_source == "human"


def test_weakness_and_language_may_be_the_same_for_all_rows(tmp_path: Path) -> None:
    path = described(
        tmp_path, {}, cwe="CWE-79", language="python", fixed=None, label_source="judge"
    )
    (program,), _ = read(path)
    assert not isinstance(program, Fix)
    assert (program.label, program.cwe, program.language, program.label_source) == (
        Label.VULNERABLE,
        "CWE-79",
        "python",
        "judge",
    )


def test_rows_of_no_use_are_counted(tmp_path: Path) -> None:
    rows = [{"kind": "CWE-399"}, {"lang": "Java"}, {"body": ""}, {"repo": None}, {}]
    items, skipped = read(described(tmp_path, *rows))
    assert len(items) == 1
    assert skipped == {
        "CWE-399 is none of the 18 and below none": 1,
        "Java is neither C nor Python": 1,
        "no code, or no family": 2,
    }


def test_columns_that_are_not_there_are_named_together(tmp_path: Path) -> None:
    found = problems_of(described(tmp_path, {}, code="bodi", family="owner", cwe="sort"))
    assert "code: no column 'bodi'. Did you mean 'body'?" in found[0]
    assert "family: no column 'owner'." in found[1]
    assert "cwe: 'sort' is no column, and none of the 18" in found[2]


def test_unknown_and_missing_keys_are_named_together(tmp_path: Path) -> None:
    found = problems_of(described(tmp_path, {}, langage="c", label=None))
    assert any("unknown key 'langage'. Did you mean 'language'?" in each for each in found)
    assert any("label: " in each for each in found)


def test_a_data_set_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    (problem,) = problems_of(described(tmp_path, {}, dataset=str(tmp_path / "none")))
    assert problem.startswith(f"{tmp_path}/mine.yaml: dataset {tmp_path}/none: ")
    assert "\n" not in problem


def test_questions_and_answers_have_columns_of_their_own(tmp_path: Path) -> None:
    keys = {"question": "ask", "answer": "say", "input": "about"}
    rows = [{"ask": "Add.", "about": "1 2", "say": "3"}, {"ask": " ", "about": None, "say": "x"}]
    data = tmp_path / "rows.jsonl"
    data.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump({"dataset": str(data)} | keys))
    (made,), skipped = read(path)
    assert isinstance(made, Exchange)
    assert (made.id, made.question, made.answer) == ("mine/1", "Add.\n\n1 2", "3")
    assert skipped == {"no instruction, or no answer": 1}
    path.write_text(yaml.safe_dump({"dataset": str(data)} | keys | {"answer": "sya", "fixed": "x"}))
    assert problems_of(path) == [f"{path}: unknown key 'fixed'."]
    path.write_text(yaml.safe_dump({"dataset": str(data)} | keys | {"answer": "sya"}))
    assert problems_of(path) == [
        f"{path}: answer: no column 'sya'. Did you mean 'say'? It has ask, about, say."
    ]
