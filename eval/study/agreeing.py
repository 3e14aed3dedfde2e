"""`coveval study agree`: people among each other, and each judge against what they came to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coveval_train import tables
from coveval_train.errors import UserError, suggestion
from eval.agreement.agreement import METRICS
from eval.metrics.bootstrap import Estimate
from eval.study import annotations, estimating, folder, reliability
from eval.study.annotations import Annotation, Label
from eval.study.estimating import Cell
from eval.study.folder import Item, Key, Study, StudyFolder

DECIDED = (Label.SECURE, Label.VULNERABLE)


@dataclass(frozen=True)
class Reliability:
    """How far people agree; None where it is undefined."""

    items: int
    """That at least two people judged."""
    alpha: Estimate | None
    """Krippendorff's."""
    fleiss: float | None
    cohen: dict[str, float]
    """By pair of people."""


@dataclass(frozen=True)
class Discussion:
    """An item on which people are not of one mind."""

    item: str
    cwe: str
    labels: dict[str, str]
    """By person."""
    consensus: str | None


@dataclass(frozen=True)
class Against:
    """A judge against people, estimated for all programs that the study was drawn from."""

    judge: str
    programs: int
    judged: int
    """Items of the study that people came to secure or vulnerable on."""
    metrics: dict[str, Estimate]


@dataclass(frozen=True)
class Agreed:
    """What a study shows."""

    study: Study
    people: dict[str, int]
    """How many items each person judged."""
    all_words: Reliability
    """With "cannot tell" as a label like others."""
    decided: Reliability
    """Of secure and vulnerable alone."""
    consensus: dict[str, int]
    """How many items came to each label, or to none."""
    judges: list[Against]
    to_discuss: list[Discussion]


def agree(path: Path, senior: str | None = None) -> Agreed:
    """Hold people against each other, and judges against people.

    Args:
        senior: who decides where there is a tie, as in the paper (Mou et al., ACL 2025).

    Raises:
        UserError: there is no study, nobody has annotated it, or nobody is called so.
    """
    study, home = folder.read(path), StudyFolder(path)
    said = annotations.read_all(home)
    if senior is not None and senior not in said:
        raise UserError(f"--senior: nobody is called '{senior}'.{suggestion(senior, said)}")
    items = {item.id: item for item in tables.read(home.items, Item)}
    keys = tables.read(home.key, Key)
    unknown = [
        f"{annotations.path_of(home, name)}: '{item}' is no item of this study"
        for name, of in said.items()
        for item in of
        if item not in items
    ]
    if unknown:
        raise UserError(unknown)
    came_to = {key.item: consensus(_labels(key.item, said), senior) for key in keys}
    decided = {
        name: {item: row for item, row in of.items() if row.label in DECIDED}
        for name, of in said.items()
    }
    return Agreed(
        study=study,
        people={name: len(of) for name, of in said.items()},
        all_words=_reliability(said),
        decided=_reliability(decided),
        consensus=dict(Counter(label or "none" for label in came_to.values())),
        judges=_judges(study, keys, came_to),
        to_discuss=_to_discuss(items, said, came_to),
    )


def consensus(labels: Mapping[str, str], senior: str | None) -> str | None:
    """Return the label that most people gave; where there is a tie, the senior's, if of the tied.

    Args:
        labels: by person.
    """
    counts = Counter(labels.values())
    best = [label for label, count in counts.items() if count == max(counts.values())]
    if len(best) == 1:
        return best[0]
    deciding = labels.get(senior) if senior else None
    return deciding if deciding in best else None


def _labels(item: str, said: Mapping[str, Mapping[str, Annotation]]) -> dict[str, str]:
    return {name: str(of[item].label) for name, of in said.items() if item in of}


def _reliability(said: Mapping[str, Mapping[str, Annotation]]) -> Reliability:
    words = {name: {item: str(row.label) for item, row in of.items()} for name, of in said.items()}
    counts = Counter(item for of in words.values() for item in of)
    return Reliability(
        items=sum(count > 1 for count in counts.values()),
        alpha=reliability.alpha(words),
        fleiss=reliability.fleiss(words),
        cohen={" and ".join(pair): value for pair, value in reliability.cohen(words).items()},
    )


def _judges(study: Study, keys: Sequence[Key], came_to: Mapping[str, str | None]) -> list[Against]:
    found = []
    known = [key for key in keys if came_to[key.item] in DECIDED]
    for judge, by_stratum in study.columns.items():
        cells = {
            (stratum, column): _cell(size, judge, stratum, column, known, came_to)
            for stratum, sizes in by_stratum.items()
            for column, size in enumerate(sizes)
            if size
        }
        if not any(cell.judged for cell in cells.values()):
            continue
        programs = sum(cell.size for cell in cells.values())
        metrics = estimating.estimates(cells, METRICS)
        judged = sum(cell.judged for cell in cells.values())
        found.append(Against(judge, programs, judged, metrics))
    return found


def _cell(
    size: int,
    judge: str,
    stratum: str,
    column: int,
    known: Sequence[Key],
    came_to: Mapping[str, str | None],
) -> Cell:
    seen = [
        came_to[key.item]
        for key in known
        if key.stratum == stratum
        and judge in key.verdicts
        and folder.column(key.verdicts[judge]) == column
    ]
    return Cell(size, len(seen), seen.count(Label.VULNERABLE))


def _to_discuss(
    items: Mapping[str, Item],
    said: Mapping[str, Mapping[str, Annotation]],
    came_to: Mapping[str, str | None],
) -> list[Discussion]:
    """Return the items that people differ on, those on which they differ most first."""
    found = [
        Discussion(name, item.cwe, labels, came_to[name])
        for name, item in items.items()
        if len(set((labels := _labels(name, said)).values())) > 1
    ]
    return sorted(found, key=lambda one: -reliability.undecided(list(one.labels.values())))
