"""What people say of a study's items: a file for each person, to which every word is appended."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from coveval_train import tables
from coveval_train.errors import UserError
from coveval_train.records import Record
from eval.study.folder import StudyFolder

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class Label(StrEnum):
    """What a person says of a program, of the weakness named."""

    SECURE = "secure"
    VULNERABLE = "vulnerable"
    CANNOT_TELL = "cannot tell"


class Annotation(Record):
    """One word of one person; a later one on the same item takes its place."""

    item: str
    label: Label | None
    """None where there is none yet, or none any more."""
    line: int | None = Field(default=None, ge=1)
    """Where the root cause is."""
    confidence: int | None = Field(default=None, ge=1, le=5)
    note: str = Field(default="", max_length=10_000)
    seconds: float = Field(default=0.0, ge=0)
    """How long the item was looked at, before this was said."""
    at: str = Field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    """When, in UTC, ISO 8601."""


def path_of(study: StudyFolder, annotator: str) -> Path:
    """Return a person's file; raise `UserError` if the name is none for a file."""
    if not NAME.fullmatch(annotator):
        raise UserError(
            f"--annotator: '{annotator}' is no name for a file; take letters, digits, - and _"
        )
    return study.annotations / f"{annotator}.jsonl"


def add(study: StudyFolder, annotator: str, said: Annotation) -> None:
    """Append what a person says."""
    path = path_of(study, annotator)
    path.parent.mkdir(exist_ok=True)
    tables.append([said], path)


def latest(study: StudyFolder, annotator: str) -> dict[str, Annotation]:
    """Return what a person said last of each item, what has no label yet or no more among it."""
    return {row.item: row for row in tables.read_appended(path_of(study, annotator), Annotation)}


def read(study: StudyFolder, annotator: str) -> dict[str, Annotation]:
    """Return what a person says of each item that has a label of theirs."""
    found = latest(study, annotator)
    return {item: row for item, row in found.items() if row.label is not None}


def read_all(study: StudyFolder) -> dict[str, Mapping[str, Annotation]]:
    """Return what every person says, by name and item.

    Raises:
        UserError: nobody has said anything.
    """
    found = read_any(study)
    if not found:
        raise UserError(f"{study.path}: nobody has annotated it; 'coveval study annotate' is how")
    return found


def read_any(study: StudyFolder) -> dict[str, Mapping[str, Annotation]]:
    """Return what every person says who has said anything, by name and item."""
    names = sorted(path.stem for path in study.annotations.glob("*.jsonl"))
    return {name: said for name in names if (said := read(study, name))}
