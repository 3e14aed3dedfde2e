"""Turns a benchmark into the questions of the four tasks."""

from collections.abc import Iterable, Sequence

from coveval_train import prompts
from coveval_train.records import Program, Request, Scenario, Task
from eval.bench.benchmark import Benchmark

CODE_TASKS = (Task.COMPLETION, Task.REPAIR)
"""The tasks whose answers are programs."""


def build(bench: Benchmark, tasks: Iterable[Task]) -> list[Request]:
    """Return every request of the tasks, in the order of the tasks and then of the benchmark.

    Completion asks about each scenario, repair about each vulnerable program, detection and
    classification about each program, secure or vulnerable.
    """
    return [_request(task, item) for task in tasks for item in _items(bench, task)]


def input_code(bench: Benchmark) -> dict[str, str]:
    """Return the code that a request shows the model, by the id of its item."""
    items = (*bench.scenarios, *bench.labelled.values())
    return {item.id: item.code for item in items}


def _items(bench: Benchmark, task: Task) -> Sequence[Scenario | Program]:
    if task == Task.COMPLETION:
        return bench.scenarios
    return bench.repairs if task == Task.REPAIR else bench.programs


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
