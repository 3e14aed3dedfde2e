"""`coveval study import`: what people said elsewhere, into a study."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from coveval_train import tables
from coveval_train.errors import UserError, raise_if_any
from eval.study import annotations, as_csv, as_label_studio, folder
from eval.study.annotations import Annotation
from eval.study.folder import Item, StudyFolder

READERS = {".csv": as_csv.read, ".json": as_label_studio.read}


def take_in(path: Path, study: Path, annotator: str | None) -> dict[str, int]:
    """Add what a file says to a study, but what was said already.

    Args:
        path: a table (`as_csv`) or an export of Label Studio (`as_label_studio`).
        annotator: who says it; without one, as the file has it.

    Returns:
        How many words were added, by person.

    Raises:
        UserError: there is no study, the file is malformed, it names no annotator, or it speaks of
            other items or of lines that they lack; all problems at once, and nothing is added.
    """
    folder.read(study)
    home = StudyFolder(study)
    if path.suffix not in READERS:
        raise UserError(f"{path}: ends in neither .csv nor .json")
    found = [(annotator or name, said) for name, said in READERS[path.suffix](path)]
    items = {item.id: item for item in tables.read(home.items, Item)}
    raise_if_any(list(dict.fromkeys(_problems(path, home, found, items))))
    added = Counter({name: 0 for name, _ in found if name})
    for name, said in found:
        if name and _differs(said, annotations.latest(home, name).get(said.item)):
            annotations.add(home, name, said)
            added[name] += 1
    return dict(added)


def _problems(
    path: Path,
    home: StudyFolder,
    found: Sequence[tuple[str | None, Annotation]],
    items: dict[str, Item],
) -> Iterator[str]:
    if not found:
        yield f"{path}: no annotations in it"
    for name, said in found:
        if name is None:
            yield f"{path}: does not say who annotated '{said.item}'; name them with --annotator"
        else:
            try:
                annotations.path_of(home, name)
            except UserError as error:
                yield from error.problems
        if said.item not in items:
            yield f"{path}: '{said.item}' is no item of this study"
        elif said.line and said.line > items[said.item].lines:
            yield f"{path}: '{said.item}' has {items[said.item].lines} lines, and no {said.line}"


def _differs(said: Annotation, before: Annotation | None) -> bool:
    aside = {"at", "seconds"}
    return before is None or said.model_dump(exclude=aside) != before.model_dump(exclude=aside)
