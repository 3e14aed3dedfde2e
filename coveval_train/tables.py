"""Records as JSON Lines or Parquet, and other files that appear whole or not at all."""

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from coveval_train.errors import UserError, raise_if_any
from coveval_train.records import Record

R = TypeVar("R", bound=Record)


def write(records: Sequence[Record], path: Path) -> None:
    """Write records to a ``.jsonl`` or ``.parquet`` file; the file appears whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    if path.suffix == ".parquet":
        from datasets import Dataset

        rows = [record.model_dump(mode="json") for record in records]
        Dataset.from_list(rows).to_parquet(partial)
    else:
        # Not through `datasets`: its JSON rounds floating-point numbers to ten digits.
        with partial.open("w", encoding="utf-8") as file:
            file.writelines(f"{record.model_dump_json()}\n" for record in records)
    partial.replace(path)


def read(path: Path, kind: type[R]) -> list[R]:
    """Read every record of a ``.jsonl`` or ``.parquet`` file.

    Raises:
        UserError: the file is missing or rows are malformed; each is named by file and line.
    """
    if not path.is_file():
        raise UserError(f"{path}: no such file")
    if path.suffix == ".parquet":
        return _read_parquet(path, kind)
    try:
        with path.open(encoding="utf-8") as lines:
            return parse(lines, kind, str(path))
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: not UTF-8 text ({error})") from error


def parse(lines: Iterable[str], kind: type[R], name: str) -> list[R]:
    """Parse JSON Lines into records; `name` is what the errors call the file."""
    records, problems = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            records.append(kind.model_validate_json(line))
        except ValidationError as error:
            problems.append(f"{name}:{number}: {summary(error)}")
    raise_if_any(problems)
    return records


def append(records: Iterable[Record], path: Path) -> None:
    """Append records to a JSON Lines file and wait until they are on disk."""
    text = "".join(f"{record.model_dump_json()}\n" for record in records)
    with path.open("ab") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def read_appended(path: Path, kind: type[R]) -> list[R]:
    """Read a file that `append` wrote, whose writer may have been killed in the middle of a line.

    A torn last line is cut off, so that the next `append` starts on a line of its own.
    """
    if not path.exists():
        return []
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        os.truncate(path, len(whole))
    return parse(whole.decode(errors="replace").split("\n"), kind, str(path))


def write_json(value: object, path: Path) -> None:
    """Write a JSON file that appears whole or not at all."""
    write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", path)


def write_text(text: str, path: Path) -> None:
    """Write a text file that appears whole or not at all; what is not Unicode becomes ``?``."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8", errors="replace")
    partial.replace(path)


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV with a header; a row may lack columns, but has no others."""
    buffer = io.StringIO()
    writer: csv.DictWriter[str] = csv.DictWriter(buffer, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _read_parquet(path: Path, kind: type[R]) -> list[R]:
    import pyarrow.parquet
    from pyarrow import ArrowException

    try:
        rows = pyarrow.parquet.read_table(path).to_pylist()
    except ArrowException as error:
        raise UserError(f"{path}: not a Parquet file ({error})") from error
    records, problems = [], []
    for number, row in enumerate(rows, start=1):
        try:
            records.append(kind.model_validate(row))
        except ValidationError as error:
            problems.append(f"{path}: row {number}: {summary(error)}")
    raise_if_any(problems)
    return records


def summary(error: ValidationError) -> str:
    """Say in a line what is wrong with a record, and in which fields."""
    faults = error.errors(include_url=False, include_context=False)
    return "; ".join(
        f"{'.'.join(map(str, fault['loc'])) or 'row'}: {fault['msg']}" for fault in faults
    )
