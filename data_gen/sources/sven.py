"""Fix commits in the format of SVEN (He and Vechev, CCS 2023; github.com/eth-sri/sven, MIT).

A row holds a function before and after a commit that fixed a weakness. A family is a repository,
so that no split shares one.
"""

import gzip
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ValidationError

from coveval_train.cwe import Language
from coveval_train.errors import UserError, raise_if_any
from coveval_train.records import CweId, Label, Program
from data_gen.sources import Corpus

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
    def repository(self) -> str:
        return "/".join(self.commit_link.split("/")[1:3])


def load(path: Path) -> Corpus:
    """Read a ``.jsonl`` or ``.jsonl.gz`` file of fix commits; C++ is left out and counted.

    Raises:
        UserError: the file is missing or rows are malformed; each is named by file and line.
    """
    if not path.is_file():
        raise UserError(f"{path}: no such file")
    try:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
            rows = _parse(lines, path)
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise UserError(f"{path}: cannot be read as JSON Lines ({error})") from error
    fixes, skipped = [], Counter[str]()
    for number, row in rows:
        if row.language is None:
            skipped[f"{Path(row.file_name).suffix or 'no suffix'} is neither C nor Python"] += 1
            continue
        fixes.append(
            (
                _program(number, row, row.language, Label.VULNERABLE, row.func_src_before),
                _program(number, row, row.language, Label.SECURE, row.func_src_after),
            )
        )
    return Corpus([program for fix in fixes for program in fix], fixes, dict(skipped))


def _parse(lines: Iterable[str], path: Path) -> list[tuple[int, Row]]:
    rows, problems = [], []
    for number, line in enumerate(lines, start=1):
        try:
            rows.append((number, Row.model_validate_json(line)))
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            where = ".".join(map(str, fault["loc"])) or "row"
            problems.append(f"{path}:{number}: {where}: {fault['msg']}")
    raise_if_any(problems)
    return rows


def _program(number: int, row: Row, language: Language, label: Label, code: str) -> Program:
    return Program(
        id=f"sven/{number}/{label.value}",
        family=f"sven/{row.repository}",
        cwe=row.vul_type,
        language=language,
        split="train",
        code=code,
        label=label,
        label_source="commit",
        origin=f"sven {row.commit_link}",
    )
