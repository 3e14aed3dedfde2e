"""A domain: code from elsewhere as a benchmark of its own, in a folder.

``domain.json`` tells what it was made of and what was left out, ``programs.jsonl`` holds programs
of known label, ``scenarios.jsonl`` what is to be completed. `coveval data domain` writes it.
"""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from coveval_train import tables
from coveval_train.errors import UserError, collect, raise_if_any
from coveval_train.records import Program, Scenario
from coveval_train.runs import make_folder

ORIGIN = "domain"


@dataclass(frozen=True)
class About:
    """What a domain was made of."""

    name: str
    sources: list[str]
    longest: int
    """Characters of a program that are asked about at most."""
    long: str
    """What became of longer ones; see `data_gen.domains.building`."""
    counts: dict[str, int]
    """What the domain holds."""
    left_out: dict[str, int]
    """Rows of the sources by the reason why they are none of the domain."""


@dataclass(frozen=True)
class Domain:
    about: About
    programs: list[Program]
    scenarios: list[Scenario]


def write(domain: Domain, out: Path) -> None:
    """Write a domain's folder; raise `UserError` where it cannot be written."""
    make_folder(out)
    tables.write(domain.programs, _programs(out))
    tables.write(domain.scenarios, _scenarios(out))
    # Last: a folder that has it is whole.
    tables.write_json(asdict(domain.about), _about(out))


def read(folder: Path) -> Domain:
    """Read a domain's folder.

    Raises:
        UserError: it is none, or its rows are malformed; all problems at once.
    """
    try:
        about = About(**json.loads(_about(folder).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise UserError(
            f"{folder}: no domain ({error}); 'coveval data domain' writes them"
        ) from error
    problems: list[str] = []
    programs = collect(problems, lambda: tables.read(_programs(folder), Program)) or []
    scenarios = collect(problems, lambda: tables.read(_scenarios(folder), Scenario)) or []
    names = Counter(item.id for item in (*programs, *scenarios))
    problems += [f"{folder}: {n} items are called {name}" for name, n in names.items() if n > 1]
    raise_if_any(problems)
    return Domain(about, programs, scenarios)


def _about(folder: Path) -> Path:
    return folder / "domain.json"


def _programs(folder: Path) -> Path:
    return folder / "programs.jsonl"


def _scenarios(folder: Path) -> Path:
    return folder / "scenarios.jsonl"
