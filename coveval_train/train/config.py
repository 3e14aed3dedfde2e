"""A recipe's configuration: YAML files, overridden by the command line, checked at once.

The keys are the fields of the recipe's dataclasses, TRL's own among them, in one flat mapping.
Problems are collected: unknown keys with a suggestion, values of the wrong type with the type.
"""

import dataclasses
import math
import sys
from collections.abc import Sequence
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_type_hints

import yaml
from pydantic import ConfigDict, PydanticSchemaGenerationError, TypeAdapter, ValidationError

from coveval_train.errors import UserError, collect, raise_if_any, suggestion

COMMAND_LINE = "command line"


@dataclasses.dataclass(frozen=True)
class Setting:
    """A value as it was written, and where."""

    value: Any
    where: str


def parse(kinds: Sequence[type], argv: Sequence[str] | None = None) -> tuple[Any, ...]:
    """Read ``--config FILE`` and ``--key value`` arguments into instances of the dataclasses.

    Several files may be given; a key of a later one replaces that of an earlier one.

    Args:
        kinds: dataclasses without a field in common.
        argv: arguments without the program's name; those of this process by default.

    Raises:
        UserError: the file is missing or malformed, keys are unknown, values have the wrong type,
            or a dataclass refuses their combination; all problems of a stage at once.
    """
    where, settings = _settings(argv)
    types = {name: hint for kind in kinds for name, hint in _types(kind).items()}
    problems = [
        f"{setting.where}: unknown key.{suggestion(name, types)}"
        for name, setting in settings.items()
        if name not in types
    ]
    values: dict[str, Any] = {}
    for name, setting in settings.items():
        if name in types:
            values[name] = collect(problems, partial(_convert, setting, types[name]))
    for kind in kinds:
        for field in dataclasses.fields(kind):
            if _required(field) and field.name not in settings:
                problems.append(f"{where}: missing key '{field.name}', which has no default")
    raise_if_any(problems)
    return tuple(_instance(kind, values, where) for kind in kinds)


def written(argv: Sequence[str] | None = None) -> dict[str, Any]:
    """Return the values as the user wrote them, overrides applied, without checking them."""
    _, settings = _settings(argv)
    return {name: setting.value for name, setting in sorted(settings.items())}


def _settings(argv: Sequence[str] | None) -> tuple[str, dict[str, Setting]]:
    """Return where the configuration is, for errors, and its settings with the overrides."""
    files, overrides = _arguments(list(sys.argv[1:] if argv is None else argv))
    settings: dict[str, Setting] = {}
    for file in files:
        settings |= _from_file(Path(file))
    return ", ".join(files) or COMMAND_LINE, settings | overrides


def _arguments(argv: list[str]) -> tuple[list[str], dict[str, Setting]]:
    """Split the command line into the config files and the overrides."""
    files, overrides = list[str](), dict[str, Setting]()
    while argv:
        flag = argv.pop(0)
        if not flag.startswith("--"):
            raise UserError(f"{COMMAND_LINE}: '{flag}' is not of the form --key value")
        name, joined, value = flag.removeprefix("--").partition("=")
        if not joined:
            if not argv:
                raise UserError(f"{COMMAND_LINE}: --{name} lacks a value")
            value = argv.pop(0)
        if name == "config":
            files.append(value)
        else:
            overrides[name] = Setting(_from_text(value), f"{COMMAND_LINE}: --{name}")
    return files, overrides


def _from_text(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return text


def _from_file(path: Path) -> dict[str, Setting]:
    try:
        loaded = yaml.safe_load(path.read_text())
    except FileNotFoundError:
        raise UserError(f"{path}: no such config file") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UserError(f"{path}: not a YAML file: {' '.join(str(error).split())}") from error
    if not isinstance(loaded, dict):
        raise UserError(f"{path}: holds no mapping of keys to values")
    return {str(name): Setting(value, f"{path}: {name}") for name, value in loaded.items()}


def _types(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind) if field.init}


def _required(field: dataclasses.Field) -> bool:
    return (
        field.init
        and field.default is dataclasses.MISSING
        and field.default_factory is dataclasses.MISSING
    )


def _convert(setting: Setting, hint: Any) -> Any:
    """Check a value against its field's type; text may be a number: YAML 1.1 reads 5e-6 as text."""
    try:
        adapter = TypeAdapter(hint, config=ConfigDict(arbitrary_types_allowed=True))
    except PydanticSchemaGenerationError:
        return setting.value
    written = "no" if setting.value is False and _can_be_no(hint) else setting.value
    try:
        value = adapter.validate_python(written)
    except ValidationError:
        expected = hint.__name__ if isinstance(hint, type) else str(hint)
        raise UserError(f"{setting.where}: {setting.value!r} is not of type {expected}") from None
    if isinstance(value, float) and not math.isfinite(value):
        raise UserError(f"{setting.where}: {setting.value!r} is not a finite number")
    return value


def _can_be_no(hint: Any) -> bool:
    """Whether a value may be the word "no", which YAML 1.1 reads as False."""
    kinds = [kind for kind in get_args(hint) or (hint,) if isinstance(kind, type)]
    return any(issubclass(kind, Enum) and "no" in {one.value for one in kind} for kind in kinds)


def _instance(kind: type, values: dict[str, Any], where: str) -> Any:
    own = {name: value for name, value in values.items() if name in _types(kind)}
    try:
        return kind(**own)
    except (ValueError, TypeError, ImportError) as error:
        raise UserError(f"{where}: {' '.join(str(error).split())}") from error
