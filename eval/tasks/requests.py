"""Turns families into the questions of the four tasks."""

from collections.abc import Iterable, Sequence

from coveval_train import prompts
from coveval_train.records import Label, Program, Request, Scenario, Task
from eval.bench.suite import Family

CODE_TASKS = (Task.COMPLETION, Task.REPAIR)
"""The tasks whose answers are programs."""


def build(families: Sequence[Family], tasks: Iterable[Task]) -> list[Request]:
    """Return every request of the tasks, in the order of the tasks and then of the families.

    Completion asks about each scenario, repair about each vulnerable program, detection and
    classification about each program, secure or vulnerable.
    """
    return [_request(task, item) for task in tasks for item in _items(families, task)]


def input_code(families: Sequence[Family]) -> dict[str, str]:
    """Return the code that a request shows the model, by the id of its item."""
    scenarios = {family.scenario.id: family.scenario.code for family in families}
    return scenarios | {item.id: item.code for family in families for item in family.programs}


def _items(families: Sequence[Family], task: Task) -> list[Scenario] | list[Program]:
    if task == Task.COMPLETION:
        return [family.scenario for family in families]
    programs = [program for family in families for program in family.programs]
    if task == Task.REPAIR:
        return [program for program in programs if program.label == Label.VULNERABLE]
    return programs


def _request(task: Task, item: Scenario | Program) -> Request:
    fields: dict[str, str] = {"code": item.code, "language": item.language}
    if task == Task.REPAIR:
        fields["cwe"] = item.cwe
    return Request(
        id=f"{task.value}:{item.id}",
        task=task,
        item=item.id,
        family=item.family,
        cwe=item.cwe,
        language=item.language,
        messages=[prompts.user_message(task.value, **fields)],
        prompt=prompts.identity(task.value),
    )
