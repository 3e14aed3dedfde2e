import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from coveval_train.errors import UserError
from data_gen import sources
from data_gen.sources import Exchange

ROWS = [
    {"instruction": "Add. ", "input": "1 2", "output": "3"},
    {"instruction": "Add.", "input": "", "output": "What?"},
    {"instruction": "Say hi.", "output": "hi", "text": "and more"},
    {"instruction": "Nothing.", "input": "", "output": " "},
]


def read(path: Path, skipped: Counter[str] | None = None) -> list[Exchange]:
    items = sources.open_source(f"alpaca:{path}")(Counter() if skipped is None else skipped)
    return [item for item in items if isinstance(item, Exchange)]


def array(path: Path) -> Path:
    path.write_text(json.dumps(ROWS, indent=1))
    return path


def lines(path: Path) -> Path:
    with gzip.open(path, "wt") as file:
        file.writelines(f"{json.dumps(row)}\n" for row in ROWS)
    return path


def test_arrays_and_lines_are_read_alike(tmp_path: Path) -> None:
    skipped = Counter[str]()
    found = read(array(tmp_path / "data.json"), skipped)
    assert found == read(lines(tmp_path / "data.jsonl.gz"))
    assert [(item.id, item.question, item.answer) for item in found] == [
        ("data/1", "Add.\n\n1 2", "3"),
        ("data/2", "Add.", "What?"),
        ("data/3", "Say hi.", "hi"),
    ]
    assert skipped == {"no instruction, or no answer": 1}


def test_an_instruction_is_one_family_whatever_its_input(tmp_path: Path) -> None:
    first, second, third = read(array(tmp_path / "data.json"))
    assert first.family == second.family != third.family


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[{"instruction": "a", "outptu": "b"}]', "no column 'output'. Did you mean 'outptu'?"),
        ('[{"instruction": "a"', "not a JSON array"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_before_it_is_read(
    tmp_path: Path, text: str, fault: str
) -> None:
    (tmp_path / "data.json").write_text(text)
    with pytest.raises(UserError, match=fault):
        sources.open_source(f"alpaca:{tmp_path}/data.json")


def test_a_malformed_row_of_an_array_is_named_by_its_number(tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text(json.dumps([*ROWS, {"instruction": 3, "output": "x"}]))
    with pytest.raises(UserError, match=r"data\.json:5: instruction: "):
        read(tmp_path / "data.json")
