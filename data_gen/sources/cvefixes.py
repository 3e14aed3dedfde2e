"""CVEfixes (Bhandari et al., PROMISE 2021; github.com/secureIT-project/CVEfixes), its database.

A function that a fixing commit changed is vulnerable before and secure after it. Tables and columns
are those of its ``Doc/DataDictionary.md``.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from coveval_train.cwe import Language
from coveval_train.errors import UserError, raise_if_any
from data_gen.sources import Fix, Reader, languages, weaknesses
from data_gen.sources.commits import Commit

COLUMNS = {
    "method_change": (
        *("method_change_id", "file_change_id", "name", "signature", "code", "before_change"),
    ),
    "file_change": ("file_change_id", "hash", "filename", "programming_language"),
    "fixes": ("cve_id", "hash", "repo_url"),
    "cwe_classification": ("cve_id", "cwe_id"),
}
_FIXES = """
    SELECT min(fixes.repo_url), change.hash, change.filename, change.programming_language,
        before.method_change_id, before.code, after.code,
        (SELECT group_concat(cwe_id, ' ') FROM (
            SELECT DISTINCT cwe_id FROM cwe_classification
            WHERE cve_id IN (SELECT cve_id FROM fixes WHERE hash = change.hash) ORDER BY cwe_id))
    FROM method_change before
    JOIN method_change after ON after.file_change_id = before.file_change_id
        AND after.name = before.name AND after.signature = before.signature
        AND after.before_change = 'False'
    JOIN file_change change ON change.file_change_id = before.file_change_id
    JOIN fixes ON fixes.hash = change.hash
    WHERE before.before_change = 'True'
    GROUP BY before.method_change_id
    ORDER BY before.method_change_id
"""
"""A commit may fix several CVEs; each function is still one row."""


def open_database(path: Path) -> Reader:
    """Open ``CVEfixes.db``.

    Fixes whose CWE is none of the 18 nor a descendant of one, in other languages, or that change
    nothing are left out and counted; functions that a commit added or removed are not fixes.

    Raises:
        UserError: the file is missing, no SQLite database, or lacks tables or columns.
    """
    if not path.is_file():
        raise UserError(f"{path}: no such file")
    try:
        with closing(_connect(path)) as database:
            _require_columns(database, path)
    except sqlite3.DatabaseError as error:
        raise UserError(f"{path}: cannot be read as an SQLite database ({error})") from error
    return partial(_read, path)


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _require_columns(database: sqlite3.Connection, path: Path) -> None:
    problems = []
    for table, wanted in COLUMNS.items():
        found = [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")]
        if not found:
            problems.append(f"{path}: no table '{table}'")
            continue
        problems += [
            f"{path}: no column '{name}' in table '{table}'. It has {', '.join(found)}."
            for name in wanted
            if name not in found
        ]
    raise_if_any(problems)


def _read(path: Path, skipped: Counter[str]) -> Iterator[Fix]:
    try:
        with closing(_connect(path)) as database:
            for repository, digest, file, name, number, before, after, cwes in database.execute(
                _FIXES
            ):
                found = weaknesses.find(cwes or "")
                language = _language(file or "", name or "", before or "")
                if language is None:
                    skipped[f"{_said(name or '')} is neither C nor Python"] += 1
                elif found is None:
                    skipped[f"{cwes or 'no CWE'} is none of the 18 and below none"] += 1
                elif not before or not after or before == after:
                    skipped["the fix changes nothing"] += 1
                else:
                    link = f"{repository} {digest}"
                    row = f"{path.stem}/{number}"
                    commit = Commit("cvefixes", row, repository, link, found, language)
                    yield commit.fix(before, after)
    except sqlite3.DatabaseError as error:
        raise UserError(f"{path}: cannot be read as an SQLite database ({error})") from error


def _language(file: str, named: str, code: str) -> Language | None:
    """Return the language that the database names, unless what stands there says C++."""
    language = languages.NAMES.get(named.lower()) or languages.of_file(file)
    return None if language == "c" and languages.is_cpp(code) else language


def _said(named: str) -> str:
    return "C++" if named.lower() in {"c", "c++"} else named or "no language"
