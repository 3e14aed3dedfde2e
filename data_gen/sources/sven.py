"""Fix commits in the format of SVEN (He and Vechev, CCS 2023; github.com/eth-sri/sven, MIT).

A row holds a function before and after a commit that fixed a weakness. A family is a repository,
so that no split shares one.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pydantic import BaseModel

from coveval_train.records import CweId
from data_gen.sources import Fix, Reader, files, languages
from data_gen.sources.commits import Commit

SPLITS = ("train", "val")
"""SVEN's own, by which repositories are not kept apart."""

_COMMIT = re.compile(r"(?:https?://)?[^/\s]+/([^/\s]+)/([^/\s]+)/")


class Row(BaseModel):
    """The fields of a SVEN row that are used."""

    func_src_before: str
    func_src_after: str
    commit_link: str
    file_name: str
    vul_type: CweId
    split: str | None = None


def open_file(named: Path) -> Reader:
    """Open a ``.jsonl`` or ``.jsonl.gz`` file of fix commits.

    Rows in C++, rows whose fix changes nothing and rows of no repository are left out and counted.

    Args:
        named: the file; with ``,train`` or ``,val`` behind its name, only that split's rows.

    Raises:
        UserError: the file is missing or lacks keys.
    """
    split = next((split for split in SPLITS if named.name.endswith(f",{split}")), None)
    path = named.with_name(named.name.removesuffix(f",{split}"))
    files.require_json_keys(path, Row)
    return partial(_read, path, split)


def _read(path: Path, split: str | None, skipped: Counter[str]) -> Iterator[Fix]:
    for number, row in files.json_rows(path, Row):
        language = languages.of_file(row.file_name)
        repository = _COMMIT.match(row.commit_link)
        if split and row.split != split:
            skipped[f"of the split {row.split}"] += 1
        elif language is None:
            skipped[f"{Path(row.file_name).suffix or 'no suffix'} is neither C nor Python"] += 1
        elif row.func_src_before == row.func_src_after:
            skipped["the fix changes nothing"] += 1
        elif repository is None:
            skipped["the commit's link names no repository"] += 1
        else:
            commit = Commit(
                source="sven",
                row=f"{path.name.partition('.')[0]}/{number}",
                project=repository[2],
                link=row.commit_link,
                cwe=row.vul_type,
                language=language,
            )
            yield commit.fix(row.func_src_before, row.func_src_after)
