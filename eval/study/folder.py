"""A study's folder.

``study.json`` says how it was drawn. ``items.jsonl`` is what annotators see, which tells nothing of
models and judges; ``key.jsonl`` says what each item is. ``annotations/`` has a file for each
person.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from coveval_train import runs, tables
from coveval_train.cwe import Language
from coveval_train.errors import UserError
from coveval_train.records import Outcome, Record, Task
from eval.study import sampling
from eval.study.estimating import COLUMNS
from eval.study.population import Member, Population

AGREED, DISPUTED = "agreed", "disputed"
"""The strata: whether judges said the same of a program."""


class Item(Record):
    """A program as annotators see it."""

    id: str
    """Of chance: it tells nothing of where the program is from."""
    cwe: str
    language: Language
    code: str

    @property
    def lines(self) -> int:
        return self.code.count("\n") + 1


class Key(Record):
    """What an item is."""

    item: str
    run: str
    model: str
    request: str
    sample: int
    task: Task
    family: str
    stratum: str
    weight: float
    """How many programs of its stratum it stands for."""
    verdicts: dict[str, str]
    """Each judge's outcome, by its name."""


@dataclass(frozen=True)
class Study:
    """How a study was drawn."""

    runs: list[str]
    n: int
    seed: int
    oversample: float
    """How many times likelier a disputed program was drawn than others."""
    sizes: dict[str, int]
    """Programs of each stratum."""
    columns: dict[str, dict[str, list[int]]]
    """By judge and stratum, how many programs it called secure, vulnerable, and neither; those of
    which it was not asked, as of a language that an analyser does not read, are not counted."""
    without_code: int


@dataclass(frozen=True)
class StudyFolder:
    path: Path

    @property
    def manifest(self) -> Path:
        return self.path / "study.json"

    @property
    def items(self) -> Path:
        return self.path / "items.jsonl"

    @property
    def key(self) -> Path:
        return self.path / "key.jsonl"

    @property
    def annotations(self) -> Path:
        return self.path / "annotations"


def draw(population: Population, n: int, oversample: float, seed: int, out: Path) -> Study:
    """Draw a study and write its folder.

    Raises:
        UserError: the folder holds a study already, or the sample cannot be drawn.
    """
    folder = StudyFolder(out)
    if folder.manifest.exists():
        raise UserError(f"{out}: holds a study already; choose another folder")
    if oversample <= 0:
        raise UserError(f"--oversample: {oversample:g} is not above 0")
    rng = random.Random(seed)
    strata = _strata(population.members, rng)
    sizes = {name: len(of) for name, of in strata.items()}
    drawn = sampling.draw(sizes, n, {DISPUTED: oversample}, seed)
    chosen = [
        (strata[name][place], name, of.weight) for name, of in drawn.items() for place in of.places
    ]
    rng.shuffle(chosen)
    study = Study(
        runs=sorted({member.run for member in population.members}),
        n=n,
        seed=seed,
        oversample=oversample,
        sizes=sizes,
        columns=_columns(strata),
        without_code=population.without_code,
    )
    runs.make_folder(out)
    names = [f"{number:08x}" for number in rng.sample(range(1 << 32), n)]
    items, key = zip(
        *(_written(name, *one) for name, one in zip(names, chosen, strict=True)), strict=True
    )
    tables.write(items, folder.items)
    tables.write(key, folder.key)
    # Last: a folder that has it is whole.
    tables.write_json(asdict(study), folder.manifest)
    return study


def read(path: Path) -> Study:
    """Read how a study was drawn; raise `UserError` if the folder holds none."""
    try:
        return Study(**json.loads(StudyFolder(path).manifest.read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise UserError(
            f"{path}: no study ({error}); draw one with 'coveval study sample'"
        ) from error


def column(outcome: str) -> int:
    """Return a verdict's column of a confusion matrix; see `eval.study.estimating`."""
    return {Outcome.SECURE.value: 0, Outcome.VULNERABLE.value: 1}.get(outcome, COLUMNS - 1)


def _strata(members: Sequence[Member], rng: random.Random) -> dict[str, list[Member]]:
    """Split the programs; in a stratum by cell, and within a cell in an order of chance."""
    shuffled = rng.sample(members, len(members))
    in_order = sorted(shuffled, key=lambda member: member.cell)
    strata: dict[str, list[Member]] = {}
    for member in in_order:
        strata.setdefault(DISPUTED if member.disputed else AGREED, []).append(member)
    return dict(sorted(strata.items()))


def _columns(strata: dict[str, list[Member]]) -> dict[str, dict[str, list[int]]]:
    judges = sorted({name for of in strata.values() for one in of for name in one.verdicts})
    return {
        judge: {
            name: [
                sum(
                    column(member.verdicts[judge]) == place
                    for member in of
                    if judge in member.verdicts
                )
                for place in range(COLUMNS)
            ]
            for name, of in strata.items()
        }
        for judge in judges
    }


def _written(name: str, member: Member, stratum: str, weight: float) -> tuple[Item, Key]:
    request = member.request
    return (
        Item(id=name, cwe=request.weakness, language=request.language, code=member.code),
        Key(
            item=name,
            run=member.run,
            model=member.model,
            request=request.id,
            sample=member.sample,
            task=request.task,
            family=request.family,
            stratum=stratum,
            weight=weight,
            verdicts=member.verdicts,
        ),
    )
