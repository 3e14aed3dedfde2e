"""The train seeds as `coveval data evolve` rewrote them, with labels that execution has proven."""

from itertools import groupby
from pathlib import Path

from coveval_train import tables
from coveval_train.errors import UserError
from coveval_train.records import Label, Program
from data_gen.evolve.lineage import Evolved
from data_gen.sources import Corpus


def load(folder: Path) -> Corpus:
    """Return the programs of the train split; each vulnerable one is fixed by one of its scenario.

    Raises:
        UserError: the folder has no programs of the train split, or malformed rows.
    """
    scenarios = tables.read(folder / "scenarios.jsonl", Evolved)
    code = {item.scenario.id: item.scenario.code for item in scenarios}
    programs = [
        item for item in tables.read(folder / "programs.jsonl", Program) if item.split == "train"
    ]
    if not programs:
        raise UserError(f"{folder}: no programs of the train split; evolve with --of-train")
    fixes = []
    for _, group in groupby(programs, key=_scenario):
        of = {label: [] for label in Label}
        for program in group:
            of[program.label].append(program)
        fixes += zip(of[Label.VULNERABLE], of[Label.SECURE], strict=True)
    incomplete = {program.id: code[_scenario(program)] for program in programs}
    return Corpus(programs, fixes, incomplete=incomplete)


def _scenario(program: Program) -> str:
    return program.id.rpartition("/")[0]
