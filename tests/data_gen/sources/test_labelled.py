import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from coveval_train.errors import UserError
from coveval_train.records import Label
from data_gen import sources
from data_gen.sources import Fix, Item

# The fields of a row of PrimeVul v0.1; DiverseVul has the first seven and `hash`, a number.
ROW = {
    "func": "int f(char *s) { return s[9]; }",
    "target": 1,
    "cwe": ["CWE-125"],
    "project": "tool",
    "commit_id": "abc",
    "size": 1,
    "message": "fix",
    "idx": 1,
    "project_url": "https://github.com/x/tool",
    "commit_url": "https://github.com/x/tool/commit/abc",
    "big_vul_idx": None,
    "func_hash": 17,
    "file_name": "f.c",
    "cve": "CVE-2020-1",
    "cve_desc": "",
    "nvd_url": "",
}
FIXED = {"target": 0, "func": "int f(char *s) { return s[0]; }"}


def read(path: Path, *rows: dict[str, Any], kind: str) -> tuple[list[Item], Counter[str]]:
    path.write_text("".join(f"{json.dumps(ROW | row)}\n" for row in rows))
    skipped = Counter[str]()
    return list(sources.open_source(f"{kind}:{path}")(skipped)), skipped


@pytest.mark.parametrize("kind", ["primevul", "diversevul"])
def test_neighbours_of_one_commit_and_head_are_a_fix(tmp_path: Path, kind: str) -> None:
    (item,), _ = read(tmp_path / "a.jsonl", {}, FIXED, kind=kind)
    assert isinstance(item, Fix)
    assert [program.label for program in item.programs] == [Label.VULNERABLE, Label.SECURE]
    assert item.secure.code == FIXED["func"]
    assert item.family == "repository/tool"
    assert item.vulnerable.id == f"{kind}/a/1/vulnerable"
    assert item.vulnerable.origin == f"{kind} tool abc"


@pytest.mark.parametrize(
    "second",
    [{"commit_id": "abd"}, {"project": "other"}, {"func": "int g(char *s) { }"}, {"target": 1}],
    ids=lambda row: next(iter(row)),
)
def test_other_neighbours_stand_alone(tmp_path: Path, second: dict[str, Any]) -> None:
    items, _ = read(tmp_path / "a.json", {}, FIXED | second, {"cwe": ["CWE-121"]}, kind="primevul")
    assert not [item for item in items if isinstance(item, Fix)]
    assert [item.cwe for item in items if not isinstance(item, Fix)] == [
        *["CWE-125"] * 2,
        "CWE-787",
    ]


def test_every_row_is_used_or_counted(tmp_path: Path) -> None:
    rows = [{}, FIXED, {"cwe": []}, {}, FIXED, {"func": "A::b() {}"}, FIXED]
    items, skipped = read(tmp_path / "a.json", *rows, kind="diversevul")
    assert [isinstance(item, Fix) for item in items] == [True, True, False]
    assert skipped.total() == 2


def test_missing_keys_are_named_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"function": "int f;", "target": 1}\n')
    with pytest.raises(UserError) as raised:
        sources.open_source(f"primevul:{path}")
    assert [problem.split("'")[1] for problem in raised.value.problems] == [
        "func",
        "cwe",
        "project",
        "commit_id",
    ]
    assert "Did you mean 'function'?" in raised.value.problems[0]
