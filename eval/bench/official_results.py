"""Result files as upstream's evaluation script writes them.

It appends a JSON object for each answer, so most of its files are objects one behind the other, and
not JSON as a whole; some have been wrapped into a list by hand. Both are read here.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from coveval_train.errors import UserError, raise_if_any


class PublishedResult(BaseModel):
    """One published answer; fields that only some of the files have are optional or extra."""

    model_config = ConfigDict(extra="allow", frozen=True)

    vul_type_id: str
    source_code_id: str
    source_code: str
    """What was asked about, as it is in the dataset's file."""
    response: str
    vul_eval: str | None = None
    """Upstream's verdict on a completion or a repair: safe or unsafe."""
    multi_match: bool | None = None
    """Whether upstream's rule took the answer for the right class; detection files only."""
    binary_match: bool | None = None


def read(path: Path) -> list[PublishedResult]:
    """Return every answer in a result file, in its order.

    Raises:
        UserError: it is not a sequence of JSON objects, or answers lack fields; all of them are
            named by their number.
    """
    try:
        values = _objects(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read as UTF-8 ({error})") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path}: {error}") from error
    results, problems = [], []
    for number, value in enumerate(values, 1):
        try:
            results.append(PublishedResult.model_validate(value))
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(map(str, first["loc"])) or "it"
            problems.append(f"{path}: answer {number}: {key}: {first['msg']}")
    raise_if_any(problems)
    return results


def _objects(text: str) -> list[Any]:
    """Return the JSON values in a text, one behind the other; a list counts as its elements."""
    decoder = json.JSONDecoder()
    found = []
    at = _skip(text, 0)
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise ValueError(
                f"line {error.lineno}: {error.msg}; the file is torn or not a result file"
            ) from error
        found += value if isinstance(value, list) else [value]
        at = _skip(text, at)
    return found


def _skip(text: str, at: int) -> int:
    """Return where the next value begins, behind white space and the comma that lists leave."""
    while at < len(text) and (text[at].isspace() or text[at] == ","):
        at += 1
    return at
