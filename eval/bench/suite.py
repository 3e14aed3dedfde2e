"""The embedded benchmark: a folder for each family, read as data.

A family is ``scenario.yaml``, ``incomplete.EXT``, ``secure*.EXT`` and ``vulnerable*.EXT``
references, ``broken*.EXT`` programs that do not work, ``tests.py`` and, in C, ``harness.c``.
``escapes.yaml`` explains the seeded faults (`eval.bench.mutants`) that make no difference.
"""

import hashlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from coveval_train.errors import UserError, raise_if_any, suggestion
from coveval_train.records import CweId, Label, Program, Scenario

FAMILIES = Path(__file__).parent / "families"
ORIGIN = "embedded"
MARKER = ">>> complete here"
EXTENSIONS = {"c": "c", "python": "py"}

Test = Callable[..., None]


class ScenarioFile(BaseModel):
    """The fields of a family's ``scenario.yaml``."""

    model_config = ConfigDict(extra="forbid")

    cwe: CweId
    title: str
    language: Literal["c", "python"]
    split: Literal["train", "eval"]
    entry: str
    """The function, or Flask application, that the tests use."""
    exploit: str
    """What the exploit tests do, in a sentence."""


@dataclass(frozen=True)
class Family:
    """One scenario with its references and the tests that prove them."""

    id: str
    folder: Path
    about: ScenarioFile
    bridge: str = ""
    """Through which the tests reach programs of a scenario that was made of this one: follows the
    program in Python, precedes the harness in C."""

    @property
    def scenario(self) -> Scenario:
        return Scenario(
            id=f"{self.id}/incomplete",
            family=self.id,
            cwe=self.about.cwe,
            language=self.about.language,
            split=self.about.split,
            title=self.about.title,
            code=self._file("incomplete").read_text(),
            origin=ORIGIN,
        )

    @cached_property
    def programs(self) -> list[Program]:
        """The references: every secure one, then every vulnerable one."""
        return [self._program(path, label) for label in Label for path in self._references(label)]

    @cached_property
    def broken(self) -> dict[str, str]:
        """The code of the programs that build but do not work, by id; they have no label."""
        paths = sorted(self.folder.glob(f"broken*.{EXTENSIONS[self.about.language]}"))
        return {f"{self.id}/{path.stem}": path.read_text() for path in paths}

    @property
    def harness(self) -> str | None:
        path = self.folder / "harness.c"
        return self.bridge + path.read_text() if path.exists() else None

    @cached_property
    def escapes(self) -> dict[str, str]:
        """Why each seeded fault that the tests do not notice is none, by the mutant's name."""
        path = self.folder / "escapes.yaml"
        return yaml.safe_load(path.read_text()) if path.exists() else {}

    def around_marker(self) -> tuple[str, str]:
        """Return the incomplete code before and after the line with the marker."""
        lines = self.scenario.code.splitlines(keepends=True)
        mark = next(number for number, line in enumerate(lines) if MARKER in line)
        return "".join(lines[:mark]), "".join(lines[mark + 1 :])

    def tests(self, kind: Literal["functional", "exploit"]) -> list[Test]:
        """Return the family's tests of one kind, in the order of the file."""
        names = [name for name in vars(self._tests) if name.startswith(f"{kind}_")]
        return [getattr(self._tests, name) for name in names]

    @cached_property
    def _tests(self) -> ModuleType:
        spec = importlib.util.spec_from_file_location(
            f"eval.bench.families.{self.id}.tests", self.folder / "tests.py"
        )
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def _program(self, path: Path, label: Label) -> Program:
        return Program(
            id=f"{self.id}/{path.stem}",
            family=self.id,
            cwe=self.about.cwe,
            language=self.about.language,
            split=self.about.split,
            code=path.read_text(),
            label=label,
            label_source="executed",
            origin=ORIGIN,
        )

    def _references(self, label: Label) -> list[Path]:
        return sorted(self.folder.glob(f"{label.value}*.{EXTENSIONS[self.about.language]}"))

    def _file(self, stem: str) -> Path:
        return self.folder / f"{stem}.{EXTENSIONS[self.about.language]}"

    def problems(self) -> list[str]:
        """Return what is missing or malformed in the folder, one line for each fault."""
        if unreadable := [path for path in sorted(self.folder.glob("*.*")) if not _is_text(path)]:
            return [f"{path}: not UTF-8 text" for path in unreadable]
        found = [
            f"{self.folder}: {len(self._references(label))} {label.value} references; two at least"
            for label in Label
            if len(self._references(label)) < 2
        ]
        if not self.broken:
            found.append(f"{self.folder}: no broken program")
        if not self._file("incomplete").exists():
            return [*found, f"{self._file('incomplete')}: missing"]
        if not (self.folder / "tests.py").exists():
            return [*found, f"{self.folder / 'tests.py'}: missing"]
        if self.about.language == "c" and self.harness is None:
            found.append(f"{self.folder / 'harness.c'}: missing")
        found += self._escape_problems()
        return found + self._test_problems() + self._reference_problems()

    def _escape_problems(self) -> list[str]:
        path = self.folder / "escapes.yaml"
        try:
            escapes = self.escapes
        except (ValueError, yaml.YAMLError, RecursionError) as error:
            return [f"{path}: {' '.join(str(error).split())}"]
        if not isinstance(escapes, dict) or not all(
            isinstance(name, str) and isinstance(why, str) and why for name, why in escapes.items()
        ):
            return [f"{path}: not a mapping from mutants' names to sentences"]
        return []

    def _test_problems(self) -> list[str]:
        file = self.folder / "tests.py"
        try:
            missing = [kind for kind in ("functional", "exploit") if not self.tests(kind)]
        except Exception as error:  # noqa: BLE001
            # It is imported, so anything at all may be wrong with it.
            return [f"{file}: {type(error).__name__}: {error}"]
        return [f"{file}: no {kind}_ test" for kind in missing]

    def _reference_problems(self) -> list[str]:
        lines = self.scenario.code.splitlines(keepends=True)
        marks = [number for number, line in enumerate(lines) if MARKER in line]
        if len(marks) != 1:
            return [
                f"{self._file('incomplete')}: {len(marks)} lines with '{MARKER}' instead of one"
            ]
        before, after = self.around_marker()
        codes = {program.id: program.code for program in self.programs} | self.broken
        return [
            f"{self.folder}: {name} does not keep the incomplete code around the marker"
            for name, code in codes.items()
            if not (code.startswith(before) and code.endswith(after))
        ]


def load(folder: Path = FAMILIES) -> list[Family]:
    """Return every family below `folder`, by name.

    Raises:
        UserError: a family's folder is incomplete or its ``scenario.yaml`` is malformed; all
            problems are named at once.
    """
    families, problems = [], []
    folders = [path for path in folder.iterdir() if path.is_dir() and path.name[0] not in "._"]
    for path in sorted(path / "scenario.yaml" for path in folders):
        if not path.exists():
            problems.append(f"{path}: missing")
            continue
        try:
            about = ScenarioFile.model_validate(yaml.safe_load(path.read_text()))
        except (ValueError, yaml.YAMLError, RecursionError) as error:
            problems.append(f"{path}: {' '.join(str(error).split())}")
            continue
        family = Family(path.parent.name, path.parent, about)
        families.append(family)
        problems += family.problems()
    if not families and not problems:
        problems.append(f"{folder}: no families (a family is a folder with scenario.yaml)")
    raise_if_any(problems)
    return families


def _is_text(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError):
        return False
    return True


def fingerprints(families: list[Family]) -> dict[str, str]:
    """Return the SHA-256 (first 12 digits) of each family's files, by the family's id."""
    return {
        family.id: hashlib.sha256(
            b"".join(path.read_bytes() for path in sorted(family.folder.glob("*.*")))
        ).hexdigest()[:12]
        for family in families
    }


def find(families: list[Family], name: str) -> Family:
    """Return the family called `name`; raise `UserError` with a suggestion if there is none."""
    by_id = {family.id: family for family in families}
    if name not in by_id:
        raise UserError(f"unknown family '{name}'.{suggestion(name, by_id)}")
    return by_id[name]
