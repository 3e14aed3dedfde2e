"""A study in the JSON of Label Studio: its tasks, and what people say of them.

Source: https://labelstud.io/guide/task_format and the tags Choices, Number, Rating and TextArea. It
knows people by e-mail addresses; those written here end in a domain that is nobody's (RFC 2606),
and Label Studio takes them in only where accounts with these addresses exist.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coveval_train import cwe, tables
from coveval_train.errors import UserError, raise_if_any
from eval.study.annotations import Annotation, Label
from eval.study.folder import Item

DOMAIN = "study.invalid"
CODE = "code"
"""The name of what is labelled."""

CONFIG = f"""\
<View>
  <Style>.htx-text {{ white-space: pre-wrap; font-family: monospace; }}</Style>
  <Header value="$weakness"/>
  <Text name="{CODE}" value="$code"/>
  <Choices name="label" toName="{CODE}" choice="single" required="true">
{"".join(f'    <Choice value="{label.value}"/>{chr(10)}' for label in Label)}\
  </Choices>
  <Number name="line" toName="{CODE}" min="1"/>
  <Rating name="confidence" toName="{CODE}" maxRating="5"/>
  <TextArea name="note" toName="{CODE}"/>
</View>
"""
"""The labelling configuration of a project that such tasks fit."""

_KINDS = {"label": "choices", "line": "number", "confidence": "rating", "note": "text"}
"""The key of a result's value, by its ``from_name``, which are the fields of an `Annotation`."""
_TYPES = _KINDS | {"note": "textarea"}


class _Result(BaseModel):
    from_name: str
    value: dict[str, Any]


class _Annotated(BaseModel):
    model_config = ConfigDict(extra="ignore")

    result: list[_Result]
    completed_by: int | dict[str, Any] | None = None
    was_cancelled: bool = False
    lead_time: float | None = None
    created_at: str | None = None


class _Data(BaseModel):
    item: str


class _Task(BaseModel):
    model_config = ConfigDict(extra="ignore")

    data: _Data
    annotations: list[_Annotated] = Field(default_factory=list)


def written(
    items: Sequence[Item], said: Mapping[str, Mapping[str, Annotation]]
) -> list[dict[str, Any]]:
    """Return the tasks of a study, each with what people say of it."""
    return [
        {
            "data": {
                "item": item.id,
                "weakness": f"{item.cwe}: {cwe.get(item.cwe).name}",
                "language": item.language,
                "code": item.code,
            },
            "annotations": [
                _annotated(name, of[item.id]) for name, of in said.items() if item.id in of
            ],
        }
        for item in items
    ]


def read(path: Path) -> list[tuple[str | None, Annotation]]:
    """Read what Label Studio exports as JSON: who said it, where that is told, and what.

    People are called as their address is before the @, or ``user-`` and their number. What was
    skipped there is left out.

    Raises:
        UserError: it is no such file, or annotations are malformed; all problems at once.
    """
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: cannot be read as JSON ({error})") from error
    if not isinstance(tasks, list):
        raise UserError(f"{path}: not a list of tasks; export the project as JSON")
    found: list[tuple[str | None, Annotation]] = []
    problems: list[str] = []
    for number, task in enumerate(tasks, start=1):
        try:
            found += _said(_Task.model_validate(task))
        except ValidationError as error:
            problems.append(f"{path}: task {number}: {tables.summary(error)}")
    raise_if_any(problems)
    return found


def _annotated(name: str, said: Annotation) -> dict[str, Any]:
    values = {
        "label": [said.label],
        "line": said.line,
        "confidence": said.confidence,
        "note": [said.note] if said.note else None,
    }
    return {
        "completed_by": {"email": f"{name}@{DOMAIN}"},
        "lead_time": said.seconds,
        "created_at": said.at,
        "result": [
            {
                "id": field,
                "from_name": field,
                "to_name": CODE,
                "type": _TYPES[field],
                "value": {_KINDS[field]: value},
            }
            for field, value in values.items()
            if value is not None
        ],
    }


def _said(task: _Task) -> Iterator[tuple[str | None, Annotation]]:
    for one in task.annotations:
        if one.was_cancelled:
            continue
        fields: dict[str, Any] = {"item": task.data.item, "label": None}
        for result in one.result:
            if result.from_name in _KINDS:
                value = result.value.get(_KINDS[result.from_name])
                fields[result.from_name] = _plain(result.from_name, value)
        if one.lead_time is not None:
            fields["seconds"] = one.lead_time
        if one.created_at:
            fields["at"] = one.created_at
        yield _name(one.completed_by), Annotation.model_validate(fields)


def _plain(field: str, value: Any) -> Any:
    """Return a value without the list that choices and texts are in."""
    if not isinstance(value, list):
        return value
    return "\n".join(map(str, value)) if field == "note" else value[0] if value else None


def _name(person: int | dict[str, Any] | None) -> str | None:
    if isinstance(person, int):
        return f"user-{person}"
    if person and person.get("email"):
        return str(person["email"]).partition("@")[0]
    return f"user-{person['id']}" if person and "id" in person else None
