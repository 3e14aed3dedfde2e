"""The train seeds as `coveval data evolve` rewrote them.

Rules come with programs whose labels execution has proven. A model comes with its completions,
which are secure if judges say so.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

from coveval_train import tables
from coveval_train.errors import UserError
from coveval_train.records import Label, Program
from data_gen.evolve import model_teacher
from data_gen.evolve.lineage import Evolved
from data_gen.sources import Completion, Fix, Item, Reader


def open_folder(folder: Path) -> Reader:
    """Open the folder; its vulnerable programs are fixed by secure ones of the same scenario.

    Raises:
        UserError: the folder has no programs of the train split, or malformed rows.
    """
    scenarios = [
        item
        for item in tables.read(folder / "scenarios.jsonl", Evolved)
        if item.scenario.split == "train"
    ]
    programs = [
        item for item in tables.read(folder / "programs.jsonl", Program) if item.split == "train"
    ]
    completions = model_teacher.completions(folder, scenarios)
    if not programs and not completions:
        raise UserError(f"{folder}: no programs of the train split; evolve with --of-train")
    return partial(_read, scenarios, programs, completions)


def _read(
    scenarios: list[Evolved],
    programs: list[Program],
    completions: dict[str, str],
    skipped: Counter[str],
) -> Iterator[Item]:
    by_id = {item.scenario.id: item.scenario for item in scenarios}
    for scenario, group in groupby(programs, key=lambda item: item.id.rpartition("/")[0]):
        of = {label: [] for label in Label}
        for program in group:
            of[program.label].append(program)
        for vulnerable, secure in zip(of[Label.VULNERABLE], of[Label.SECURE], strict=True):
            yield Fix(vulnerable, secure, by_id[scenario].code)
    for name, code in completions.items():
        scenario = by_id[name]
        if code.strip() == scenario.code.strip():
            skipped["the teacher completed nothing"] += 1
            continue
        program = Program(
            id=f"{name}/completion",
            family=scenario.family,
            cwe=scenario.cwe,
            language=scenario.language,
            split="train",
            code=code,
            label=Label.SECURE,
            label_source="judge",
            origin=scenario.origin,
        )
        yield Completion(program, scenario.code)
