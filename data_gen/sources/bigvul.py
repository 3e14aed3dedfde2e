"""Big-Vul (Fan et al., MSR 2020; github.com/ZeoVan/MSR_20_Code_vulnerability_CSV_Dataset).

Read from ``MSR_data_cleaned.csv``: functions of the files that a fixing commit touched. A function
that the commit changed (``vul`` is 1) is vulnerable before it and secure after it; one that it left
alone is secure.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from coveval_train.records import Label
from data_gen.sources import Item, Reader, files, languages, weaknesses
from data_gen.sources.commits import Commit


class Row(BaseModel):
    """The columns of a Big-Vul row that are used."""

    cwe: str = Field(validation_alias="CWE ID")
    link: str = Field(validation_alias="codeLink")
    project: str
    before: str = Field(validation_alias="func_before")
    after: str = Field(validation_alias="func_after")
    vul: Literal["0", "1"]


def open_file(path: Path) -> Reader:
    """Open a ``.csv`` or ``.csv.gz`` file.

    Rows whose CWE is none of the 18 nor a descendant of one, functions in C++, and fixes that
    change nothing are left out and counted.

    Raises:
        UserError: the file is missing or lacks columns.
    """
    files.require_csv_columns(path, Row)
    return partial(_read, path)


def _read(path: Path, skipped: Counter[str]) -> Iterator[Item]:
    for number, row in files.csv_rows(path, Row):
        found = weaknesses.find(row.cwe)
        if found is None:
            skipped[f"{row.cwe or 'no CWE'} is none of the 18 and below none"] += 1
        elif languages.is_cpp(row.before):
            skipped["C++ is neither C nor Python"] += 1
        else:
            name = f"{path.name.partition('.')[0]}/{number}"
            commit = Commit("bigvul", name, row.project, row.link, found, "c")
            if row.vul == "0":
                yield commit.program(Label.SECURE, row.before)
            elif row.before == row.after:
                skipped["the fix changes nothing"] += 1
            else:
                yield commit.fix(row.before, row.after)
