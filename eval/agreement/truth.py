"""What is known of programs: proven or published labels, a run's executions, or people's words."""

import csv
from collections.abc import Sequence
from pathlib import Path

from coveval_train import tables
from coveval_train.errors import UserError, raise_if_any
from coveval_train.records import Label, Outcome, Request, Verdict
from coveval_train.runs import RunFolder
from eval import windows
from eval.oracles import executable
from eval.sheets import Given
from eval.tasks.requests import CODE_TASKS

LABELS = {
    "secure": Label.SECURE,
    "safe": Label.SECURE,
    "vulnerable": Label.VULNERABLE,
    "unsafe": Label.VULNERABLE,
}


def executed(asked: Sequence[Request], by_judge: dict[str, Given]) -> list[Request]:
    """Return the requests for programs whose first answer was executed, with what was found.

    Answers that hold no code, do not build or could not be attacked have no label.

    Raises:
        UserError: nothing was executed.
    """
    known = {Outcome.SECURE: Label.SECURE, Outcome.VULNERABLE: Label.VULNERABLE}
    given = by_judge.get(executable.NAME, {})
    found = [
        request.model_copy(update={"label": known[given[request.id][0].outcome]})
        for request in asked
        if request.task in CODE_TASKS
        and request.id in given
        and given[request.id][0].outcome in known
    ]
    if not found:
        raise UserError("the run has no executed programs of known label; name --labels FILE.csv")
    return found


def human(asked: Sequence[Request], path: Path) -> list[Request]:
    """Return the requests that a CSV file labels.

    The columns are ``request``, an id as in the run's requests.jsonl, and ``label``: secure or
    safe, vulnerable or unsafe. Other columns are ignored.

    Raises:
        UserError: columns are missing, or rows are unknown, double or without a label; each is
            named by its line.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
            columns = reader.fieldnames or []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path}: cannot be read as CSV ({error})") from error
    if missing := [name for name in ("request", "label") if name not in columns]:
        raise UserError(f"{path}:1: no column {' and none '.join(missing)}; it has {columns}")
    by_id = {request.id: request for request in asked if request.task in CODE_TASKS}
    labelled: dict[str, Request] = {}
    problems = []
    for line, row in enumerate(rows, start=2):
        name, word = row["request"] or "", (row["label"] or "").strip().lower()
        if name not in by_id:
            problems.append(f"{path}:{line}: request: the run has no program '{name}'")
        elif name in labelled:
            problems.append(f"{path}:{line}: request: a second label of '{name}'")
        elif word not in LABELS:
            problems.append(f"{path}:{line}: label: '{word}' is none of {', '.join(LABELS)}")
        else:
            labelled[name] = by_id[name].model_copy(update={"label": LABELS[word]})
    raise_if_any(problems)
    if not labelled:
        raise UserError(f"{path}: no labels in it")
    return list(labelled.values())


def read_run(folder: RunFolder) -> tuple[list[Request], dict[str, Given]]:
    """Return what a run asked, and each judge's verdicts by request."""
    by_judge: dict[str, dict[str, list[Verdict]]] = {}
    for verdict in tables.read_appended(folder.verdicts, Verdict):
        if verdict.sample == 0:
            by_judge.setdefault(verdict.judge, {})[verdict.request] = [verdict]
    return windows.join(tables.read(folder.requests, Request), by_judge)
