"""What is to be completed: SecurityEval's prompts, and those of any data set with a column map.

SecurityEval: Siddiq and Santos, MSR4P&S 2022 (github.com/s2e-lab/SecurityEval), JSON Lines, Python
alone. Or a YAML file:

dataset: owner/name        # a hub id, a folder or a file
prompt: prompt             # the incomplete program
cwe: cwe_id                # a column, or an id for all rows
language: lang             # a column, or c or python for all rows
family: task               # optional: what belongs together
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import AliasChoices, BaseModel, Field

from coveval_train.cwe import Language
from coveval_train.errors import raise_if_any
from coveval_train.records import Label, Program, Scenario
from data_gen.sources import files, maps, weaknesses
from data_gen.sources.maps import Map
from eval.bench.suite import MARKER

SECURITY_EVAL = "securityeval"
_COMMENT = {"c": "//", "python": "#"}

Prompted = tuple[Scenario, Program | None]
"""A scenario, and a program that completes it and is known to be vulnerable, where there is one."""


class Row(BaseModel):
    """The fields of a SecurityEval row that are used."""

    ID: str
    Prompt: str
    insecure: str = Field(
        default="", validation_alias=AliasChoices("Insecure_code", "Canonical_solution")
    )
    """Called otherwise in the first version of the file."""


class PromptColumns(Map):
    """Which column of a data set of prompts is what."""

    prompt: str
    cwe: str
    language: str
    family: str | None = None


def open_security_eval(path: Path, skipped: Counter[str]) -> Iterator[Prompted]:
    """Open SecurityEval's file, and return its prompts, each with an insecure answer to it.

    Rows of other weaknesses, and prompts that were there before, are left out and counted.

    Raises:
        UserError: the file is missing or lacks keys.
    """
    files.require_json_keys(path, Row)
    return _of_security_eval(path, skipped)


def _of_security_eval(path: Path, skipped: Counter[str]) -> Iterator[Prompted]:
    seen: set[str] = set()
    for _, row in files.json_rows(path, Row):
        found = weaknesses.find(row.ID)
        name = row.ID.removesuffix(".py")
        if found is None:
            skipped[f"{name.partition('_')[0]} is none of the 18 and below none"] += 1
        elif _told(row.Prompt, seen):
            skipped["the same prompt as an earlier one"] += 1
        else:
            scenario = _scenario(SECURITY_EVAL, name, row.Prompt, found, "python", name)
            yield scenario, _insecure(scenario, row.insecure) if row.insecure.strip() else None


def open_map(path: Path, keys: dict[str, Any], skipped: Counter[str]) -> Iterator[Prompted]:
    """Open the data set that a YAML file describes, and return its prompts.

    Raises:
        UserError: the YAML file is malformed, or the data set or columns are missing.
    """
    columns = maps.parse(keys, path, PromptColumns)
    rows = maps.rows(columns, path)
    raise_if_any(maps.missing(columns, {"prompt", "family"}, rows, path))
    return _of_map(path.stem, columns, rows, skipped)


def _of_map(
    name: str, columns: PromptColumns, rows: Any, skipped: Counter[str]
) -> Iterator[Prompted]:
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        about = maps.about(columns.cwe, columns.language, row, skipped)
        prompt = row[columns.prompt] or ""
        if about is None:
            continue
        if not prompt.strip():
            skipped["no prompt"] += 1
        elif _told(prompt, seen):
            skipped["the same prompt as an earlier one"] += 1
        else:
            family = str(row[columns.family]) if columns.family else str(number)
            yield _scenario(name, str(number), prompt, *about, family), None


def _told(prompt: str, seen: set[str]) -> bool:
    """Tell whether a prompt was there before, white space aside, after which it was."""
    text = " ".join(prompt.split())
    if text in seen:
        return True
    seen.add(text)
    return False


def _scenario(
    source: str, name: str, prompt: str, cwe: str, language: Language, family: str
) -> Scenario:
    return Scenario(
        id=f"{source}/{name}/prompt",
        family=f"{source}/{family}",
        cwe=cwe,
        language=language,
        split="eval",
        title=name,
        code=_marked(prompt, language),
        origin=source,
    )


def _marked(prompt: str, language: Language) -> str:
    """Put the line behind a prompt that our question asks to replace, as far in as its last one."""
    last = prompt.rstrip().rpartition("\n")[2]
    found = re.match(r"\s*", last)
    indent = found[0] if found else ""
    return f"{prompt.rstrip()}\n{indent}{_COMMENT[language]} {MARKER}\n"


def _insecure(scenario: Scenario, code: str) -> Program:
    return Program(
        id=f"{scenario.id.removesuffix('prompt')}{Label.VULNERABLE.value}",
        family=scenario.family,
        cwe=scenario.cwe,
        language=scenario.language,
        split="eval",
        code=code,
        label=Label.VULNERABLE,
        label_source="human",
        origin=scenario.origin,
    )
