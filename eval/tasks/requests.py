"""Turns a benchmark into the questions of the four tasks."""

import hashlib
from collections.abc import Iterable, Sequence

from coveval_train import prompts
from coveval_train.errors import UserError, suggestion
from coveval_train.records import Label, Message, Program, Request, Scenario, Task
from eval.bench.benchmark import Benchmark
from eval.stages import JUDGING
from eval.tasks import published
from eval.usability import humaneval

FOUR_TASKS = (Task.COMPLETION, Task.REPAIR, Task.DETECTION, Task.CLASSIFICATION)
SELF_TASKS = (Task.SELF_DETECTION, Task.SELF_REPAIR)
"""The tasks that ask about the model's own completions."""
CODE_TASKS = (Task.COMPLETION, Task.REPAIR, Task.SELF_REPAIR)
"""The tasks whose answers are programs."""
ALL = "all"
"""Names the four tasks."""
PUBLISHED = "published"
"""Begins the identity of a published prompt."""


def named(names: str, where: str) -> list[Task]:
    """Return the tasks in ``completion,repair``, or ``all`` for the four, in their usual order.

    Args:
        where: what errors call the text.

    Raises:
        UserError: there is no such task.
    """
    known = [task.value for task in Task]
    wanted = {name.strip() for name in names.split(",")}
    if ALL in wanted:
        wanted = wanted - {ALL} | {task.value for task in FOUR_TASKS}
    if unknown := sorted(wanted - set(known)):
        raise UserError(
            f"{where}: unknown task '{name}'.{suggestion(name, known)} "
            f"The tasks are {', '.join(known)}; '{ALL}' is the first four."
            for name in unknown
        )
    if wanted & {task.value for task in SELF_TASKS}:
        wanted.add(Task.COMPLETION.value)
    return [task for task in Task if task.value in wanted]


def build(bench: Benchmark, tasks: Iterable[Task], problems: int | None = None) -> list[Request]:
    """Return every request of the tasks, in the order of the tasks and then of the benchmark.

    Completion asks about each scenario, repair about each vulnerable program, detection and
    classification about each program, secure or vulnerable, usability about each problem of
    HumanEval, whatever the benchmark. The self-loop's requests come later,
    from `own`.

    Args:
        problems: of HumanEval only the first, this many; None for all.
    """
    asked = []
    for task in tasks:
        if task == Task.USABILITY:
            asked += humaneval.requests()[:problems]
        elif task not in SELF_TASKS:
            asked += [_request(bench, task, item) for item in _items(bench, task)]
    return asked


def own(bench: Benchmark, tasks: Iterable[Task], programs: Sequence[Program]) -> list[Request]:
    """Return the self-loop's requests about a model's own completions.

    Self-detection asks about each program, self-repair about each vulnerable one.
    """
    return [
        _request(bench, task, program)
        for task in tasks
        if task in SELF_TASKS
        for program in programs
        if task == Task.SELF_DETECTION or program.label == Label.VULNERABLE
    ]


def proven(bench: Benchmark) -> list[Request]:
    """Return a request for each program of known label, by which a judge of programs is judged.

    What a judge is asked is its own affair, so these have no messages.
    """
    return [
        Request(
            id=JUDGING + program.id,
            task=Task.DETECTION,
            item=program.id,
            family=program.family,
            cwe=program.cwe,
            language=program.language,
            label=program.label,
            pair=program.pair,
            part_of=program.part_of,
            messages=[],
            prompt="",
        )
        for program in bench.labelled.values()
    ]


def input_code(bench: Benchmark) -> dict[str, str]:
    """Return the code that a request shows the model, by the id of its item."""
    items = (*bench.scenarios, *bench.labelled.values())
    return {item.id: item.code for item in items}


def _items(bench: Benchmark, task: Task) -> Sequence[Scenario | Program]:
    if task == Task.COMPLETION:
        return bench.scenarios
    return bench.repairs if task == Task.REPAIR else bench.programs


def _request(bench: Benchmark, task: Task, item: Scenario | Program) -> Request:
    asked = task.value.removeprefix("self-")
    message, prompt = _question(bench, Task(asked), item)
    program = item if isinstance(item, Program) else None
    return Request(
        id=f"{task.value}:{item.id}",
        task=task,
        item=item.id,
        family=item.family,
        cwe=item.cwe,
        language=item.language,
        label=program.label if program else None,
        pair=program.pair if program else None,
        part_of=program.part_of if program else None,
        evolved=isinstance(item, Scenario) and item.evolved,
        messages=[message],
        prompt=prompt,
    )


def _question(bench: Benchmark, task: Task, item: Scenario | Program) -> tuple[Message, str]:
    if bench.templates:
        template = bench.templates[task]
        digest = hashlib.sha256(template.encode()).hexdigest()[:12]
        return published.user_message(template, item), f"{PUBLISHED}:{task.value}@{digest}"
    fields: dict[str, str] = {"code": item.code, "language": item.language}
    if task == Task.REPAIR:
        fields["cwe"] = item.cwe
    return prompts.user_message(task.value, **fields), prompts.identity(task.value)
