"""`coveval study export`: what people say, for other tools."""

from pathlib import Path

from coveval_train import tables
from coveval_train.errors import UserError
from eval.study import annotations, as_csv, as_label_studio, folder
from eval.study.folder import Item, StudyFolder


def write(study: Path, out: Path) -> dict[str, int]:
    """Write a table (`as_csv`), or tasks for Label Studio (`as_label_studio`).

    Beside the tasks goes the labelling configuration, in a file ``.xml``; they may be exported
    before anybody has said anything.

    Returns:
        How many annotations were written, by person.

    Raises:
        UserError: there is no study, the file's name ends in neither .csv nor .json, or there is
            nothing for a table.
    """
    if out.suffix not in (".csv", ".json"):
        raise UserError(f"--out: {out} ends in neither .csv nor .json")
    folder.read(study)
    home = StudyFolder(study)
    if out.suffix == ".csv":
        said = annotations.read_all(home)
        tables.write_text(as_csv.written(said), out)
    else:
        said = annotations.read_any(home)
        tables.write_json(as_label_studio.written(tables.read(home.items, Item), said), out)
        tables.write_text(as_label_studio.CONFIG, out.with_suffix(".xml"))
    return {name: len(of) for name, of in said.items()}
