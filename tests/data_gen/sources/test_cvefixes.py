import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from coveval_train.errors import UserError
from data_gen.sources import Fix, cvefixes

BEFORE, AFTER = "int f(char *s) { return s[9]; }", "int f(char *s) { return s[0]; }"
# The tables of CVEfixes' data dictionary, and of their columns those that matter and one more each.
TABLES = {
    "fixes": "cve_id, hash, repo_url",
    "file_change": "file_change_id, hash, filename, programming_language, diff",
    "method_change": "method_change_id, file_change_id, name, signature, code, before_change, nloc",
    "cwe_classification": "cve_id, cwe_id",
}
FILES = [
    ("1", "abc", "f.c", "C", ""),
    ("2", "abc", "views.py", "Python", ""),
    ("3", "abc", "x.cpp", "C++", ""),
]


def database(
    path: Path, *methods: tuple[str, str, str, str, str], without: tuple[str, ...] = ()
) -> Path:
    """Make a database of one commit, which fixes two CVEs; methods are file, name, code, when."""
    with sqlite3.connect(path) as made:
        for table, columns in TABLES.items():
            kept = [name for name in columns.split(", ") if name not in without]
            if table not in without:
                made.execute(f"CREATE TABLE {table} ({', '.join(kept)})")
        if without:
            return path
        for cve in ("CVE-1", "CVE-2"):
            made.execute(
                "INSERT INTO fixes VALUES (?, 'abc', 'https://host/owner/Tool.git')", [cve]
            )
        classified = [("CVE-1", "CWE-399"), ("CVE-2", "CWE-121"), ("CVE-2", "CWE-121")]
        made.executemany("INSERT INTO cwe_classification VALUES (?, ?)", classified)
        made.executemany("INSERT INTO file_change VALUES (?, ?, ?, ?, ?)", FILES)
        for number, (file, name, signature, code, before) in enumerate(methods):
            row = (f"m{number}", file, name, signature, code, before, 1)
            made.execute("INSERT INTO method_change VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return path


def read(path: Path) -> tuple[list[Fix], Counter[str]]:
    skipped = Counter[str]()
    return list(cvefixes.open_database(path)(skipped)), skipped


def test_both_versions_of_a_function_are_one_fix_however_many_cves_it_has(tmp_path: Path) -> None:
    methods = [("1", "f", "f(s)", BEFORE, "True"), ("1", "f", "f(s)", AFTER, "False")]
    fixes, skipped = read(database(tmp_path / "CVEfixes.db", *methods))
    (fix,) = fixes
    assert [program.code for program in fix.programs] == [BEFORE, AFTER]
    assert (fix.family, fix.vulnerable.cwe) == ("repository/tool", "CWE-787")
    assert fix.vulnerable.id == "cvefixes/CVEfixes/m0/vulnerable"
    assert fix.vulnerable.origin == "cvefixes https://host/owner/Tool.git abc"
    assert not skipped


def test_functions_are_matched_by_file_name_and_signature(tmp_path: Path) -> None:
    methods = [
        ("1", "f", "f(s)", BEFORE, "True"),
        ("1", "f", "f(s, n)", AFTER, "False"),
        ("2", "g", "g(s)", "def g(s): 1", "True"),
        ("2", "g", "g(s)", "def g(s): 2", "False"),
        ("2", "f", "f(s)", "def f(s): 3", "False"),
    ]
    fixes, _ = read(database(tmp_path / "a.db", *methods))
    assert [fix.secure.code for fix in fixes] == ["def g(s): 2"]
    assert fixes[0].secure.language == "python"


def test_other_languages_and_empty_changes_are_counted(tmp_path: Path) -> None:
    methods = [
        *(("3", "f", "f(s)", code, when) for code, when in ((BEFORE, "True"), (AFTER, "False"))),
        *(("1", "g", "g(s)", BEFORE, when) for when in ("True", "False")),
        *(("1", "h", "h(s)", f"A::h() {{{when}}}", when) for when in ("True", "False")),
    ]
    fixes, skipped = read(database(tmp_path / "a.db", *methods))
    assert fixes == []
    assert skipped == {
        "C++ is neither C nor Python": 2,
        "the fix changes nothing": 1,
    }


def test_missing_tables_and_columns_are_named_together(tmp_path: Path) -> None:
    path = database(tmp_path / "a.db", without=("fixes", "code"))
    with pytest.raises(UserError) as raised:
        cvefixes.open_database(path)
    first, second = raised.value.problems
    assert first.startswith(f"{path}: no column 'code' in table 'method_change'. It has ")
    assert second == f"{path}: no table 'fixes'"


@pytest.mark.parametrize("content", [None, b"no database", b"SQLite format 3\0 and then no more"])
def test_what_is_no_database_is_one_user_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.db"
    if content:
        path.write_bytes(content)
    with pytest.raises(UserError) as raised:
        cvefixes.open_database(path)
    assert raised.value.problems[0].startswith(f"{path}: ")
