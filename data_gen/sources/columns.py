"""Any data set that `datasets` loads, with a YAML file that says which column is what.

dataset: owner/name        # a hub id, a folder or a file
split: train
code: func                 # the program
label: target              # whether it is vulnerable
vulnerable: [1, "yes"]     # the values of that column that say so
fixed: func_after          # optional: a column with the secure version, where there is one
cwe: cwe_id                # a column, or an id for all rows
language: lang             # a column, or c or python for all rows
family: repository         # what no split may share
label_source: commit       # how labels are known: executed, human, commit or judge

Or, of questions and answers:

dataset: owner/name
question: instruction
input: context             # optional: what the question is about
answer: response
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from datasets import IterableDataset

from coveval_train.cwe import Language
from coveval_train.errors import raise_if_any
from coveval_train.records import Label, LabelSource, Program
from data_gen.sources import Fix, Item, Reader, alpaca, languages, maps, weaknesses
from data_gen.sources.maps import Map


class Columns(Map):
    """Which column of a data set of programs is what."""

    code: str
    label: str
    vulnerable: list[bool | int | str]
    cwe: str
    language: str
    family: str
    fixed: str | None = None
    label_source: LabelSource = "human"


class GeneralColumns(Map):
    """Which column of a data set of questions and answers is what."""

    question: str
    answer: str
    input: str | None = None


def open_map(path: Path) -> Reader:
    """Open the data set that a YAML file describes; its rows are streamed.

    Rows of other languages or weaknesses are left out and counted.

    Raises:
        UserError: the YAML file is missing or malformed, or the data set or columns are missing.
    """
    keys = maps.written(path)
    if "question" in keys:
        general = maps.parse(keys, path, GeneralColumns)
        rows = maps.rows(general, path)
        raise_if_any(maps.missing(general, {"question", "answer", "input"}, rows, path))
        return partial(_read_general, path.stem, general, rows)
    columns = maps.parse(keys, path, Columns)
    rows = maps.rows(columns, path)
    _require(columns, rows, path)
    return partial(_read, path.stem, columns, rows)


def _require(columns: Columns, rows: IterableDataset, path: Path) -> None:
    first: dict[str, Any] = next(iter(rows), {})
    problems = maps.missing(columns, {"code", "label", "fixed", "family"}, rows, path)
    if columns.cwe not in first and weaknesses.find(columns.cwe) is None:
        problems.append(f"{path}: cwe: '{columns.cwe}' is no column, and none of the 18 weaknesses")
    if columns.language not in first and columns.language.lower() not in languages.NAMES:
        problems.append(f"{path}: language: '{columns.language}' is no column, nor c, nor python")
    raise_if_any(problems)


def _read(
    name: str, columns: Columns, rows: IterableDataset, skipped: Counter[str]
) -> Iterator[Item]:
    for number, row in enumerate(rows, start=1):
        about = maps.about(columns.cwe, columns.language, row, skipped)
        if about is None:
            continue
        if not row[columns.code] or row[columns.family] is None:
            skipped["no code, or no family"] += 1
        else:
            yield _item(f"{name}/{number}", columns, row, *about)


def _item(row_id: str, columns: Columns, row: dict[str, Any], cwe: str, language: Language) -> Item:
    def program(label: Label, code: str) -> Program:
        return Program(
            id=f"{row_id}/{label.value}",
            family=f"{columns.dataset}/{row[columns.family]}",
            cwe=cwe,
            language=language,
            split="train",
            code=code,
            label=label,
            label_source=columns.label_source,
            origin=columns.dataset,
        )

    code, fixed = row[columns.code], row[columns.fixed] if columns.fixed else None
    if row[columns.label] not in columns.vulnerable:
        return program(Label.SECURE, code)
    vulnerable = program(Label.VULNERABLE, code)
    if fixed and fixed != code:
        return Fix(vulnerable, program(Label.SECURE, fixed))
    return vulnerable


def _read_general(
    name: str, columns: GeneralColumns, rows: IterableDataset, skipped: Counter[str]
) -> Iterator[Item]:
    for number, row in enumerate(rows, start=1):
        given = str(row.get(columns.input) or "") if columns.input else ""
        made = alpaca.exchange(
            name, number, str(row[columns.question] or ""), given, str(row[columns.answer] or "")
        )
        if made is None:
            skipped[alpaca.EMPTY] += 1
        else:
            yield made
