"""YAML files that say which column of a data set is what, and the data sets that they name."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from datasets import IterableDataset, load_dataset
from pydantic import BaseModel, ConfigDict, ValidationError

from coveval_train.cwe import Language
from coveval_train.errors import UserError, suggestion
from data_gen.sources import languages, weaknesses

_LOADERS = {".csv": "csv", ".json": "json", ".jsonl": "json", ".parquet": "parquet"}


class Map(BaseModel):
    """Which data set it is, and which of its splits."""

    model_config = ConfigDict(extra="forbid")

    dataset: str
    split: str = "train"


M = TypeVar("M", bound=Map)


def written(path: Path) -> dict[str, Any]:
    """Read a YAML file.

    Raises:
        UserError: it is missing, or holds no mapping.
    """
    try:
        found = yaml.safe_load(path.read_text())
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        raise UserError(f"{path}: not YAML ({' '.join(str(error).split())})") from error
    if not isinstance(found, dict):
        raise UserError(f"{path}: the file: holds no keys with values")
    return found


def parse(keys: dict[str, Any], path: Path, kind: type[M]) -> M:
    """Turn the keys of a YAML file into a map; raise one `UserError` for all that is wrong."""
    try:
        return kind.model_validate(keys)
    except ValidationError as error:
        raise UserError(
            [
                _fault(path, kind, fault["loc"], fault["type"], fault["msg"])
                for fault in error.errors()
            ]
        ) from error


def rows(columns: Map, path: Path) -> IterableDataset:
    """Open the data set of a map as a stream; raise `UserError` if there is none."""
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


def missing(columns: Map, keys: set[str], found: IterableDataset, path: Path) -> list[str]:
    """Say of which keys the data set lacks the column."""
    first: dict[str, Any] = next(iter(found), {})
    return [
        f"{path}: {key}: no column '{name}'.{suggestion(name, first)} "
        f"It has {', '.join(first) or 'no rows'}."
        for key, name in columns
        if key in keys and name is not None and name not in first
    ]


def about(
    cwe: str, language: str, row: Mapping[str, Any], skipped: Counter[str]
) -> tuple[str, Language] | None:
    """Return the weakness and language of a row; a row of others is counted, and gives None.

    Args:
        cwe: a column, or an id for all rows.
        language: a column, or a language for all rows.
    """
    named, spoken = str(row.get(cwe, cwe)), str(row.get(language, language))
    weakness = weaknesses.find(named)
    if weakness is None:
        skipped[f"{named or 'no CWE'} is none of the 18 and below none"] += 1
        return None
    if spoken.lower() not in languages.NAMES:
        skipped[f"{spoken or 'no language'} is neither C nor Python"] += 1
        return None
    return weakness, languages.NAMES[spoken.lower()]


def _fault(
    path: Path, kind: type[Map], where: tuple[int | str, ...], fault: str, message: str
) -> str:
    key = ".".join(map(str, where)) or "the file"
    if fault == "extra_forbidden":
        return f"{path}: unknown key '{key}'.{suggestion(key, kind.model_fields)}"
    return f"{path}: {key}: {message}"
