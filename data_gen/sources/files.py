"""Files of many rows, read one row at a time, with what is wrong in them told by its place."""

import csv
import gzip
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TextIO, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from coveval_train.errors import UserError, raise_if_any, suggestion

M = TypeVar("M", bound=BaseModel)
ENOUGH = 20
"""Malformed rows that are named before the rest of a file is left unread."""


class Rows:
    """Turns what a file's rows hold into records, and keeps what is wrong until the end."""

    def __init__(self, path: Path):
        self._path = path
        self._problems: list[str] = []

    def parse(self, rows: Iterable[tuple[int, object]], kind: type[M]) -> Iterator[tuple[int, M]]:
        """Yield each row that is well-formed with its number.

        Raises:
            UserError: rows were malformed; each is named by file and number.
        """
        for number, row in rows:
            try:
                parsed = (
                    kind.model_validate_json(row)
                    if isinstance(row, str)
                    else kind.model_validate(row)
                )
            except ValidationError as error:
                fault = error.errors(include_url=False)[0]
                where = ".".join(map(str, fault["loc"])) or "row"
                self._problems.append(f"{self._path}:{number}: {where}: {fault['msg']}")
                if len(self._problems) == ENOUGH:
                    self._problems.append(f"{self._path}: what follows was not read")
                    break
                continue
            yield number, parsed
        raise_if_any(self._problems)


def json_rows(path: Path, kind: type[M]) -> Iterator[tuple[int, M]]:
    """Yield the rows of JSON Lines with the numbers of their lines, or an array's with their own.

    Lines are read one at a time; an array is read whole.

    Raises:
        UserError: the file is damaged, or rows are malformed; each is named by file and number.
    """
    with _opened(path, "JSON") as file:
        yield from Rows(path).parse(_rows(file, path), kind)


def csv_rows(path: Path, kind: type[M]) -> Iterator[tuple[int, M]]:
    """Yield the rows of a ``.csv`` or ``.csv.gz`` file with their numbers, the header's being 1.

    Raises:
        UserError: the file is damaged, or rows are malformed; each is named by file and row.
    """
    # Whole files of code stand in one field.
    csv.field_size_limit(sys.maxsize)
    with _opened(path, "CSV") as file:
        reader = csv.DictReader(file)
        yield from Rows(path).parse(enumerate(reader, start=2), kind)


def require_json_keys(path: Path, kind: type[BaseModel]) -> None:
    """Raise `UserError` if the first row of a JSON file lacks keys, or there is no file."""
    with _opened(path, "JSON") as file:
        _, row = next(_rows(file, path), (1, {}))
    try:
        row = from_json(row) if isinstance(row, str) else row
    except ValueError:
        return  # Said of each such line when the file is read.
    if isinstance(row, dict):
        require_columns(str(path), row, kind)


def require_csv_columns(path: Path, kind: type[BaseModel]) -> None:
    """Raise `UserError` if the header of a CSV file lacks columns, or there is no file."""
    with _opened(path, "CSV") as file:
        require_columns(str(path), csv.DictReader(file).fieldnames or (), kind)


def require_columns(where: str, found: Iterable[str], kind: type[BaseModel]) -> None:
    """Raise one `UserError` that names every column that a record needs and a table lacks."""
    found = list(found)
    wanted = [
        field.validation_alias or name
        for name, field in kind.model_fields.items()
        if field.is_required()
    ]
    raise_if_any(
        [
            f"{where}: no column '{name}'.{suggestion(str(name), found)} "
            f"It has {', '.join(found) or 'none'}."
            for name in wanted
            if name not in found
        ]
    )


def _rows(file: TextIO, path: Path) -> Iterator[tuple[int, object]]:
    """Yield each line of JSON Lines as it is, or each value of an array."""
    lines = ((number, line) for number, line in enumerate(file, start=1) if line.strip())
    number, first = next(lines, (1, ""))
    if not first.lstrip().startswith("["):
        yield from chain([(number, first)] if first else [], lines)
        return
    try:
        array = from_json(first + "".join(line for _, line in lines))
    except ValueError as error:
        raise UserError(f"{path}: not a JSON array ({error})") from error
    yield from enumerate(array, start=1)


@contextmanager
def _opened(path: Path, kind: str) -> Iterator[TextIO]:
    if not path.is_file():
        raise UserError(f"{path}: no such file")
    try:
        # CSV has line ends within fields, which are not to be changed.
        newline = "" if kind == "CSV" else None
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8", newline=newline) as file:
            yield file  # type: ignore[misc]
    except (OSError, UnicodeDecodeError, EOFError, zlib.error, csv.Error) as error:
        raise UserError(f"{path}: cannot be read as {kind} ({error})") from error
