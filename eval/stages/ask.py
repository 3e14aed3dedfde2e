"""First stage: the model under evaluation answers every request."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from rich.progress import Progress

from coveval_train import tables
from coveval_train.llm.decoding import Decoding
from coveval_train.models import ModelRef
from coveval_train.records import Request, Response, Task
from coveval_train.runs import RunFolder
from eval.stages import batches
from eval.tasks.requests import CODE_TASKS

LABEL_TOKENS = 32
"""Detection and classification ask for a word; their answers are cut at this many tokens."""


@dataclass(frozen=True)
class Asking:
    """The model under evaluation and how it is asked."""

    model: ModelRef
    decoding: Decoding
    batch_size: int
    load_in_4bit: bool


def ask(
    asking: Asking, requests: Sequence[Request], folder: RunFolder, progress: Progress
) -> dict[str, Response]:
    """Answer what is not yet answered and return every response by its request's id."""
    done = {row.request: row for row in tables.read_appended(folder.responses, Response)}
    left = [
        batch
        for batch in _batches(requests, asking.batch_size)
        if any(request.id not in done for request in batch)
    ]
    if not left:
        return done
    from coveval_train.llm.local import LocalModel

    step = progress.add_task(f"answers of {asking.model.name}", total=len(requests))
    progress.update(step, completed=len(requests) - sum(map(len, left)))
    model = LocalModel(asking.model, load_in_4bit=asking.load_in_4bit)
    for batch in left:
        decoding = asking.decoding
        if batch[0].task not in CODE_TASKS:
            decoding = replace(decoding, max_new_tokens=LABEL_TOKENS)
        answers = model.generate([request.messages for request in batch], decoding)
        new = [
            Response(request=request.id, **asdict(answer))
            for request, answer in zip(batch, answers, strict=True)
            if request.id not in done
        ]
        tables.append(new, folder.responses)
        done |= {response.request: response for response in new}
        progress.advance(step, len(batch))
    return done


def _batches(requests: Sequence[Request], size: int) -> list[Sequence[Request]]:
    """Cut each task's requests into batches of similar length."""
    cut: list[Sequence[Request]] = []
    for task in Task:
        of_task = [request for request in requests if request.task == task]
        of_task.sort(key=lambda request: (len(request.messages[-1].content), request.id))
        cut += batches(of_task, size)
    return cut
