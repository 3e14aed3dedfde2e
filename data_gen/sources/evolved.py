"""The train seeds as `coveval data evolve` rewrote them, with labels that execution has proven."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

from coveval_train import tables
from coveval_train.errors import UserError
from coveval_train.records import Label, Program
from data_gen.evolve.lineage import Evolved
from data_gen.sources import Fix, Reader


def open_folder(folder: Path) -> Reader:
    """Open the folder; its vulnerable programs are fixed by secure ones of the same scenario.

    Raises:
        UserError: the folder has no programs of the train split, or malformed rows.
    """
    scenarios = tables.read(folder / "scenarios.jsonl", Evolved)
    programs = [
        item for item in tables.read(folder / "programs.jsonl", Program) if item.split == "train"
    ]
    if not programs:
        raise UserError(f"{folder}: no programs of the train split; evolve with --of-train")
    return partial(_read, {item.scenario.id: item.scenario.code for item in scenarios}, programs)


def _read(
    incomplete: dict[str, str], programs: list[Program], skipped: Counter[str]
) -> Iterator[Fix]:
    for scenario, group in groupby(programs, key=lambda item: item.id.rpartition("/")[0]):
        of = {label: [] for label in Label}
        for program in group:
            of[program.label].append(program)
        for vulnerable, secure in zip(of[Label.VULNERABLE], of[Label.SECURE], strict=True):
            yield Fix(vulnerable, secure, incomplete[scenario])
