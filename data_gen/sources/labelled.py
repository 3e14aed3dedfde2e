"""Functions with a label each: PrimeVul and DiverseVul, which write the same fields.

PrimeVul: Ding et al., ICSE 2025 (github.com/DLVulDet/PrimeVul). DiverseVul: Chen et al., RAID 2023
(github.com/wagner-group/diversevul). Both are JSON Lines, DiverseVul's with the suffix ``.json``.
Two neighbouring rows of one commit, vulnerable and not, that have the same head are a fix; in
PrimeVul's ``*_paired.jsonl`` all rows are such pairs.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, pairwise
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from coveval_train.records import Label
from data_gen.sources import Item, Reader, files, languages, weaknesses
from data_gen.sources.commits import Commit


class Row(BaseModel):
    """The fields of a row that are used."""

    func: str
    target: Literal[0, 1]
    cwe: list[str]
    project: str
    commit_id: str

    @property
    def head(self) -> str:
        """All before the first parameter, white space aside."""
        return " ".join(self.func.partition("(")[0].split())


@dataclass(frozen=True)
class _Known:
    """A row that can be used, and where it comes from."""

    row: Row
    commit: Commit

    def is_fixed_by(self, other: "_Known") -> bool:
        mine, its = self.row, other.row
        return (
            (mine.target, its.target) == (1, 0)
            and (mine.project, mine.commit_id) == (its.project, its.commit_id)
            and mine.head == its.head
            and mine.func != its.func
        )


def open_file(source: str, path: Path) -> Reader:
    """Open a file of labelled functions, plain or compressed with gzip.

    Rows whose CWEs are none of the 18 nor descendants of them, and functions in C++, are left out
    and counted.

    Args:
        source: the data set's name.

    Raises:
        UserError: the file is missing or lacks keys.
    """
    files.require_json_keys(path, Row)
    return partial(_read, source, path)


def _read(source: str, path: Path, skipped: Counter[str]) -> Iterator[Item]:
    taken = False
    for one, following in pairwise(chain(_usable(source, path, skipped), [None])):
        assert one
        if taken:
            taken = False
        elif following and one.is_fixed_by(following):
            yield one.commit.fix(one.row.func, following.row.func)
            taken = True
        else:
            label = Label.VULNERABLE if one.row.target else Label.SECURE
            yield one.commit.program(label, one.row.func)


def _usable(source: str, path: Path, skipped: Counter[str]) -> Iterator[_Known]:
    for number, row in files.json_rows(path, Row):
        found = weaknesses.find(row.cwe)
        if found is None:
            skipped[f"{', '.join(row.cwe) or 'no CWE'} is none of the 18 and below none"] += 1
        elif languages.is_cpp(row.func):
            skipped["C++ is neither C nor Python"] += 1
        else:
            name = f"{path.name.partition('.')[0]}/{number}"
            link = f"{row.project} {row.commit_id}"
            yield _Known(row, Commit(source, name, row.project, link, found, "c"))
