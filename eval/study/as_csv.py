"""What people say as a table: a row for each word of each person, the last on an item."""

import csv
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from coveval_train import tables
from coveval_train.errors import UserError, raise_if_any, suggestion
from eval.study.annotations import Annotation

ANNOTATOR = "annotator"
COLUMNS = ("item", ANNOTATOR, "label", "line", "confidence", "note", "seconds", "at")
NEEDED = ("item", "label")


def written(said: Mapping[str, Mapping[str, Annotation]]) -> str:
    """Return the table of what people say, by person and item."""
    rows = (
        row.model_dump(mode="json") | {ANNOTATOR: name}
        for name, of in said.items()
        for row in of.values()
    )
    return tables.csv_text(COLUMNS, rows)


def read(path: Path) -> list[tuple[str | None, Annotation]]:
    """Read a table: who said it, where there is such a column, and what.

    Raises:
        UserError: it lacks columns, has unknown ones, or rows are malformed; all problems at once.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, strict=True)
            _require(path, tuple(table.fieldnames or ()))
            rows = [(table.line_num, row) for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path}: cannot be read as CSV ({error})") from error
    found: list[tuple[str | None, Annotation]] = []
    problems: list[str] = []
    for number, row in rows:
        # An empty cell says nothing, and one too many or too few has no column.
        fields = {name: value for name, value in row.items() if name and value}
        name = fields.pop(ANNOTATOR, None)
        try:
            found.append((name, Annotation.model_validate({"label": None, **fields})))
        except ValidationError as error:
            problems.append(f"{path}:{number}: {tables.summary(error)}")
    raise_if_any(problems)
    return found


def _require(path: Path, columns: tuple[str, ...]) -> None:
    has = ", ".join(columns) or "none"
    problems = [
        f"{path}: no column '{name}'; it has {has}" for name in NEEDED if name not in columns
    ]
    problems += [
        f"{path}: unknown column '{name}'.{suggestion(name, COLUMNS)}"
        for name in columns
        if name not in COLUMNS
    ]
    raise_if_any(problems)
