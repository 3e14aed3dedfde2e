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
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from datasets import IterableDataset, load_dataset
from pydantic import BaseModel, ConfigDict, ValidationError

from coveval_train.cwe import Language
from coveval_train.errors import UserError, raise_if_any, suggestion
from coveval_train.records import Label, LabelSource, Program
from data_gen.sources import Fix, Item, Reader, languages, weaknesses

_LOADERS = {".csv": "csv", ".json": "json", ".jsonl": "json", ".parquet": "parquet"}


class Columns(BaseModel):
    """Which column of a data set is what."""

    model_config = ConfigDict(extra="forbid")

    dataset: str
    code: str
    label: str
    vulnerable: list[bool | int | str]
    cwe: str
    language: str
    family: str
    split: str = "train"
    fixed: str | None = None
    label_source: LabelSource = "human"


def open_map(path: Path) -> Reader:
    """Open the data set that a YAML file describes; its rows are streamed.

    Rows of other languages or weaknesses are left out and counted.

    Raises:
        UserError: the YAML file is missing or malformed, or the data set or columns are missing.
    """
    columns = _columns(path)
    rows = _rows(columns, path)
    _require(columns, rows, path)
    return partial(_read, path.stem, columns, rows)


def _columns(path: Path) -> Columns:
    try:
        return Columns.model_validate(yaml.safe_load(path.read_text()))
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        raise UserError(f"{path}: not YAML ({' '.join(str(error).split())})") from error
    except ValidationError as error:
        raise UserError(
            [_fault(path, fault["loc"], fault["type"], fault["msg"]) for fault in error.errors()]
        ) from error


def _fault(path: Path, where: tuple[int | str, ...], kind: str, message: str) -> str:
    key = ".".join(map(str, where)) or "the file"
    if kind == "extra_forbidden":
        return f"{path}: unknown key '{key}'.{suggestion(key, Columns.model_fields)}"
    return f"{path}: {key}: {message}"


def _rows(columns: Columns, path: Path) -> IterableDataset:
    named = Path(columns.dataset)
    try:
        if named.is_file() and named.suffix in _LOADERS:
            loaded = load_dataset(
                _LOADERS[named.suffix],
                data_files={columns.split: str(named)},
                split=columns.split,
                streaming=True,
            )
        else:
            loaded = load_dataset(columns.dataset, split=columns.split, streaming=True)
    except (OSError, ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{path}: dataset {columns.dataset}: {reason}") from error
    assert isinstance(loaded, IterableDataset)
    return loaded


def _require(columns: Columns, rows: IterableDataset, path: Path) -> None:
    first: dict[str, Any] = next(iter(rows), {})
    problems = [
        f"{path}: {key}: no column '{name}'.{suggestion(name, first)} "
        f"It has {', '.join(first) or 'no rows'}."
        for key, name in columns
        if key in {"code", "label", "fixed", "family"} and name is not None and name not in first
    ]
    if columns.cwe not in first and weaknesses.find(columns.cwe) is None:
        problems.append(f"{path}: cwe: '{columns.cwe}' is no column, and none of the 18 weaknesses")
    if columns.language not in first and columns.language.lower() not in languages.NAMES:
        problems.append(f"{path}: language: '{columns.language}' is no column, nor c, nor python")
    raise_if_any(problems)


def _read(
    name: str, columns: Columns, rows: IterableDataset, skipped: Counter[str]
) -> Iterator[Item]:
    for number, row in enumerate(rows, start=1):
        cwe = str(row.get(columns.cwe, columns.cwe))
        language = str(row.get(columns.language, columns.language))
        known, spoken = weaknesses.find(cwe), languages.NAMES.get(language.lower())
        if known is None:
            skipped[f"{cwe or 'no CWE'} is none of the 18 and below none"] += 1
        elif spoken is None:
            skipped[f"{language or 'no language'} is neither C nor Python"] += 1
        elif not row[columns.code] or row[columns.family] is None:
            skipped["no code, or no family"] += 1
        else:
            yield _item(f"{name}/{number}", columns, row, known, spoken)


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
