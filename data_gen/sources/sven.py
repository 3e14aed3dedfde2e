"""Fix commits in the format of SVEN (He and Vechev, CCS 2023; github.com/eth-sri/sven, MIT).

A row holds a function before and after a commit that fixed a weakness. A family is a repository,
so that no split shares one.
"""

import gzip
import re
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ValidationError

from coveval_train.cwe import Language
from coveval_train.errors import UserError, raise_if_any
from coveval_train.records import CweId, Label, Program
from data_gen.sources import Corpus

_COMMIT = re.compile(r"(?:https?://)?[^/\s]+/([^/\s]+)/([^/\s]+)/")
_LANGUAGES: dict[str, Language] = {".c": "c", ".h": "c", ".py": "python"}


class Row(BaseModel):
    """The fields of a SVEN row that are used."""

    func_src_before: str
    func_src_after: str
    commit_link: str
    file_name: str
    vul_type: CweId

    @property
    def language(self) -> Language | None:
        return _LANGUAGES.get(Path(self.file_name).suffix)

    @property
    def repository(self) -> str | None:
        """The repository as owner/name, in lower case: GitHub's names have no case."""
        found = _COMMIT.match(self.commit_link)
        return f"{found[1]}/{found[2]}".lower() if found else None

    def fault(self) -> str | None:
        """Return why the row cannot be used, or None."""
        if self.language is None:
            return f"{Path(self.file_name).suffix or 'no suffix'} is neither C nor Python"
        if self.func_src_before == self.func_src_after:
            return "the fix changes nothing"
        if self.repository is None:
            return "the commit's link names no repository"
        return None


def load(path: Path) -> Corpus:
    """Read a ``.jsonl`` or ``.jsonl.gz`` file of fix commits.

    Rows in C++, rows whose fix changes nothing and rows of no repository are left out and counted.

    Raises:
        UserError: the file is missing or damaged, or rows are malformed; each is named by file and
            line.
    """
    if not path.is_file():
        raise UserError(f"{path}: no such file")
    try:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
            rows = _parse(lines, path)
    except (OSError, UnicodeDecodeError, EOFError, zlib.error) as error:
        raise UserError(f"{path}: cannot be read as JSON Lines ({error})") from error
    fixes, skipped = [], Counter[str]()
    for number, row in rows:
        if reason := row.fault():
            skipped[reason] += 1
            continue
        source = f"sven/{path.name.partition('.')[0]}/{number}"
        vulnerable = _program(source, row, Label.VULNERABLE, row.func_src_before)
        fixes.append((vulnerable, _program(source, row, Label.SECURE, row.func_src_after)))
    return Corpus([program for fix in fixes for program in fix], fixes, dict(skipped))


def _parse(lines: Iterable[str], path: Path) -> list[tuple[int, Row]]:
    rows, problems = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rows.append((number, Row.model_validate_json(line)))
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            where = ".".join(map(str, fault["loc"])) or "row"
            problems.append(f"{path}:{number}: {where}: {fault['msg']}")
    raise_if_any(problems)
    return rows


def _program(source: str, row: Row, label: Label, code: str) -> Program:
    assert row.language is not None
    return Program(
        id=f"{source}/{label.value}",
        family=f"sven/{row.repository}",
        cwe=row.vul_type,
        language=row.language,
        split="train",
        code=code,
        label=label,
        label_source="commit",
        origin=f"sven {row.commit_link}",
    )
