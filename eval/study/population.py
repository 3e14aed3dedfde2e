"""The programs that a study is about: every completion and repair of some runs that holds code."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coveval_train import tables
from coveval_train.errors import UserError, raise_if_any
from coveval_train.records import Request, Response, Verdict
from coveval_train.runs import RunFolder, read_settings
from eval.bench import suite
from eval.registry.store import model_name
from eval.tasks import answers
from eval.tasks.requests import CODE_TASKS


@dataclass(frozen=True)
class Member:
    """A program that people may be asked about."""

    run: str
    model: str
    request: Request
    sample: int
    code: str
    verdicts: dict[str, str]
    """Each judge's outcome, by its name."""

    @property
    def disputed(self) -> bool:
        """Whether judges say different things of it."""
        return len(set(self.verdicts.values())) > 1

    @property
    def cell(self) -> tuple[str, str, str, str]:
        """What programs are alike in, and drawn from in proportion."""
        return self.request.weakness, self.request.language, self.request.task, self.model


@dataclass(frozen=True)
class Population:
    """All programs of some runs."""

    members: list[Member]
    without_code: int
    """Answers that hold none, which people cannot judge."""


def read(folders: Sequence[Path]) -> Population:
    """Read the programs of finished runs.

    Raises:
        UserError: runs are not finished or hold no programs; all problems at once.
    """
    entries = {family.id: family.about.entry for family in suite.load()}
    members: list[Member] = []
    without, problems = 0, []
    for path in folders:
        try:
            found, lost = _of_run(path, entries)
        except UserError as error:
            problems += error.problems
            continue
        if not found:
            problems.append(f"{path}: no completion or repair in it holds code")
        members += found
        without += lost
    twice = [path for path, count in Counter(map(str, folders)).items() if count > 1]
    problems += [f"{path}: named twice" for path in twice]
    raise_if_any(problems)
    return Population(members, without)


def _of_run(path: Path, entries: dict[str, str]) -> tuple[list[Member], int]:
    folder = RunFolder(path)
    model = model_name(read_settings(folder))
    asked = {row.id: row for row in tables.read(folder.requests, Request) if row.task in CODE_TASKS}
    verdicts: dict[tuple[str, int], dict[str, str]] = {}
    for verdict in tables.read_appended(folder.verdicts, Verdict):
        verdicts.setdefault(verdict.key, {})[verdict.judge] = verdict.outcome.value
    members, without = [], 0
    # The last of several answers to a question counts, as everywhere.
    responses = {row.key: row for row in tables.read_appended(folder.responses, Response)}
    for key, response in responses.items():
        request = asked.get(response.request)
        if request is None:
            continue
        code = answers.extract_code(response.text, entries.get(request.family)).code
        if code is None:
            without += 1
        else:
            judged = verdicts.get(key, {})
            members.append(Member(str(path), model, request, response.sample, code, judged))
    return members, without
