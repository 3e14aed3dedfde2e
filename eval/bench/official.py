"""The published benchmark, read from a clone of MurrayTom/CoV-Eval as it is laid out there.

Source: Mou et al., ACL 2025 (https://aclanthology.org/2025.acl-long.849). The files are data: the
clone's Python is parsed for its literals and never run. What the tools that made the files left in
them is taken out of the code: ``mean_prob`` comments, and the Markdown fence around every evolved
scenario. The marker comments stay, in either of their spellings.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from coveval_train.cwe import Language
from coveval_train.errors import UserError, collect, raise_if_any
from coveval_train.records import Label, Program, Scenario, Split

ORIGIN = "official"
BENCHMARK = "datasets/CoV-Eval_v1"
SEEDS = f"{BENCHMARK}/code_completion_task_seed"
EVOLVED = f"{BENCHMARK}/code_completion_task"
REPAIRS = f"{BENCHMARK}/vulnerability_repair_task"
PROGRAMS = f"{BENCHMARK}/vulnerability_detection_classification_task"
TRAINING = "datasets/train-set"
PROMPTS = "prompt_template.py"
LANGUAGES: dict[str, Language] = {".c": "c", ".py": "python"}
MARKER = re.compile(r"(?://|#)\s*-\s*copilot next line\s*-")
# On a line of its own, or behind the marker.
MEAN_PROB = re.compile(
    r"^[ \t]*(?://|#)copilot mean_prob:.*(?:\n|\Z)|(?://|#)copilot mean_prob:.*", re.M
)
OPENING_FENCE = re.compile(r"\A\s*```\w*[ \t]*\n")
CLOSING_FENCE = re.compile(r"^```\s*\Z", re.M)
PROGRAM_NAME = re.compile(r"experiments_dow_(cwe-\d+)_(.+)_scenario_(copilot_\d+)")

Groups = dict[str, list[Scenario] | list[Program]]
"""Items by what they are for."""


@dataclass
class Published:
    """Everything in the clone, in the order of its paths."""

    seeds: list[Scenario] = field(default_factory=list)
    evolved: list[Scenario] = field(default_factory=list)
    """Vul-Evol scenarios; each belongs to the family of the seed it was evolved from."""
    training: list[Scenario] = field(default_factory=list)
    """Scenarios to train on; they share every family with the seeds."""
    repairs: list[Program] = field(default_factory=list)
    programs: list[Program] = field(default_factory=list)
    """Those of detection and classification."""
    prompts: dict[str, str] = field(default_factory=dict)
    """The string constants of ``prompt_template.py`` by name; none where the clone lacks it."""
    strays: list[Path] = field(default_factory=list)
    """JSON files among the scenarios, which belong to none of the tasks."""

    @property
    def items(self) -> Groups:
        """The records by what they are for."""
        return {
            "seed": self.seeds,
            "evolved": self.evolved,
            "repair": self.repairs,
            "program": self.programs,
            "train": self.training,
        }


def read(folder: Path) -> Published:
    """Read a clone.

    Raises:
        UserError: a folder is missing, or files are not what the layout promises; every problem
            names its file.
    """
    if not (folder / BENCHMARK).is_dir():
        raise UserError(
            f"{folder / BENCHMARK}: missing; give the folder of a clone of MurrayTom/CoV-Eval"
        )
    found = Published()
    problems: list[str] = []
    origins: list[tuple[Path, str]] = []
    splits: tuple[tuple[str, str, Split], ...] = (
        ("seed", SEEDS, "eval"),
        ("evolved", EVOLVED, "eval"),
        ("train", TRAINING, "train"),
    )
    for part, place, split in splits:
        for path in _files(folder / place, found.strays, problems):
            scenario = collect(problems, partial(_scenario, path, folder / place, part, split))
            if scenario:
                found.items[part].append(scenario)  # type: ignore[arg-type]
                origins.append((path, scenario.family))
    labels = (("vulnerable", Label.VULNERABLE), ("non_vulnerable", Label.SECURE))
    places = [(found.repairs, "repair", REPAIRS, Label.VULNERABLE)]
    places += [(found.programs, "program", f"{PROGRAMS}/{name}", label) for name, label in labels]
    for programs, part, place, label in places:
        for path in _files(folder / place, found.strays, problems):
            program = collect(problems, partial(_program, path, folder / place, part, label))
            if program:
                programs.append(program)
                origins.append((path, program.family))
    families = {seed.family for seed in found.seeds}
    problems += [
        f"{path}: no seed scenario has its family, {family}"
        for path, family in origins
        if family not in families
    ]
    if (folder / PROMPTS).exists():
        found.prompts = collect(problems, partial(read_prompts, folder / PROMPTS)) or {}
    raise_if_any(problems)
    return found


def read_prompts(path: Path) -> dict[str, str]:
    """Return the strings that a Python file assigns to names at its top level, without running it.

    Raises:
        UserError: it is not Python.
    """
    try:
        tree = ast.parse(_text(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UserError(f"{path}: not Python ({error})") from error
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def clean(text: str) -> str:
    """Take out of a published file what is not the program: a fence, ``mean_prob`` comments."""
    return MEAN_PROB.sub("", CLOSING_FENCE.sub("", OPENING_FENCE.sub("", text)))


def _files(folder: Path, strays: list[Path], problems: list[str]) -> Iterator[Path]:
    """Yield the programs below a folder; set stray JSON aside, complain of anything else."""
    if not folder.is_dir():
        problems.append(f"{folder}: missing")
        return
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.name.startswith("."):
            continue
        if path.suffix == ".json":
            strays.append(path)
        elif path.suffix in LANGUAGES:
            yield path
        else:
            problems.append(f"{path}: neither a .c nor a .py file")


def _scenario(path: Path, root: Path, part: str, split: Split) -> Scenario:
    """Read ``CWE/SOURCE/[NUMBER_]scenario.EXT``."""
    steps = path.relative_to(root).parts
    if len(steps) != 3 or not path.stem.endswith("scenario"):
        raise UserError(f"{path}: not at CWE/SOURCE/[NUMBER_]scenario{path.suffix}")
    number = path.stem.removesuffix("scenario").rstrip("_")
    family = f"{steps[0]}/{steps[1]}"
    try:
        return Scenario(
            id="/".join(step for step in (ORIGIN, part, family, number) if step),
            family=family,
            cwe=steps[0],
            language=LANGUAGES[path.suffix],
            split=split,
            title=steps[1],
            code=clean(_text(path)),
            evolved=part == "evolved",
            origin=ORIGIN,
        )
    except ValidationError as error:
        raise UserError(f"{path}: {error.errors()[0]['msg']}") from error


def _program(path: Path, root: Path, part: str, label: Label) -> Program:
    """Read ``CWE/experiments_dow_CWE_SOURCE_scenario_copilot_NUMBER.EXT``."""
    named = PROGRAM_NAME.fullmatch(path.stem)
    steps = path.relative_to(root).parts
    if named is None or len(steps) != 2:
        raise UserError(
            f"{path}: not at CWE/experiments_dow_CWE_SOURCE_scenario_copilot_NUMBER{path.suffix}"
        )
    weakness, source, number = named.groups()
    if weakness != steps[0]:
        raise UserError(f"{path}: called {weakness} in the folder {steps[0]}")
    try:
        return Program(
            id=f"{ORIGIN}/{part}/{weakness}/{source}/{number}",
            family=f"{weakness}/{source}",
            cwe=weakness,
            language=LANGUAGES[path.suffix],
            split="eval",
            code=clean(_text(path)),
            label=label,
            label_source="human",
            origin=ORIGIN,
        )
    except ValidationError as error:
        raise UserError(f"{path}: {error.errors()[0]['msg']}") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read as UTF-8 ({error})") from error
