"""Second stage: answers are read, executed and judged."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from rich.progress import Progress

from coveval_train import tables
from coveval_train.cwe import Language
from coveval_train.models import ModelRef
from coveval_train.records import (
    NO_WEAKNESS,
    Outcome,
    Program,
    Request,
    Response,
    Task,
    Verdict,
)
from coveval_train.runs import RunFolder
from eval.bench.benchmark import Benchmark
from eval.oracles import executable
from eval.stages import ANSWER, JUDGING, UNCHANGED, batches, workers
from eval.tasks import answers
from eval.tasks.requests import CODE_TASKS, input_code


@dataclass(frozen=True)
class Candidate:
    """Code to be judged: a model's answer, a baseline's, or a program of proven label."""

    request: str
    family: str
    cwe: str
    language: Language
    code: str | None
    how: str
    """How the code was come by."""


def read_answers(
    requests: Sequence[Request], responses: dict[str, Response], folder: RunFolder
) -> None:
    """Turn the answers of detection and classification into verdicts."""
    done = _done(folder, ANSWER)
    tables.append(
        [
            _read(request, responses[request.id].text)
            for request in requests
            if request.task not in CODE_TASKS and request.id not in done
        ],
        folder.verdicts,
    )


def answered(
    requests: Sequence[Request], responses: dict[str, Response], bench: Benchmark
) -> list[Candidate]:
    """Return the code of every completion and repair."""
    items = []
    for request in requests:
        if request.task in CODE_TASKS:
            tested = bench.families.get(request.family)
            entry = tested.about.entry if tested else None
            found = answers.extract_code(responses[request.id].text, entry)
            items.append(_candidate(request.id, request, found.code, found.how))
    return items


def unchanged(requests: Sequence[Request], bench: Benchmark) -> list[Candidate]:
    """Return the baseline: what a model that hands its input back would score."""
    inputs = input_code(bench)
    return [
        _candidate(UNCHANGED + request.id, request, inputs[request.item], "input")
        for request in requests
        if request.task in CODE_TASKS
    ]


def execute(
    items: Sequence[Candidate], bench: Benchmark, folder: RunFolder, progress: Progress
) -> None:
    """Judge candidates by running them, several at a time."""
    done = _done(folder, executable.NAME)
    left = [item for item in items if item.request not in done]
    if not left:
        return
    step = progress.add_task("programs executed", total=len(items))
    progress.update(step, completed=len(items) - len(left))
    with ThreadPoolExecutor(workers()) as pool:
        for verdict in pool.map(partial(_execute, bench), left):
            tables.append([verdict], folder.verdicts)
            progress.advance(step)


def ask_judge(
    name: str,
    ref: ModelRef,
    items: Sequence[Candidate],
    bench: Benchmark,
    batch_size: int,
    folder: RunFolder,
    progress: Progress,
) -> None:
    """Let a model judge the candidates, and the programs of known label by which it is judged."""
    proven = [
        _candidate(JUDGING + name, program, program.code, "reference")
        for name, program in bench.labelled.items()
    ]
    done = _done(folder, name)
    missing = [item for item in items if item.code is None and item.request not in done]
    tables.append([_no_code(item, name) for item in missing], folder.verdicts)
    present = [item for item in (*items, *proven) if item.code is not None]
    present.sort(key=lambda item: (len(item.code or ""), item.request))
    left = [
        batch
        for batch in batches(present, batch_size)
        if any(item.request not in done for item in batch)
    ]
    if not left:
        return
    from coveval_train.llm.local import LocalModel
    from eval.oracles import model_judge

    step = progress.add_task(f"judgments of {ref.name}", total=len(present))
    progress.update(step, completed=len(present) - sum(map(len, left)))
    model = LocalModel(ref)
    for batch in left:
        questions = [
            model_judge.Question(item.code or "", item.cwe, item.language) for item in batch
        ]
        verdicts = [
            Verdict(
                request=item.request,
                judge=name,
                outcome=judgment.outcome,
                p_vulnerable=judgment.p_vulnerable,
            )
            for item, judgment in zip(batch, model_judge.judge(model, questions), strict=True)
            if item.request not in done
        ]
        tables.append(verdicts, folder.verdicts)
        progress.advance(step, len(batch))


def _done(folder: RunFolder, judge: str) -> set[str]:
    verdicts = tables.read_appended(folder.verdicts, Verdict)
    return {verdict.request for verdict in verdicts if verdict.judge == judge}


def _read(request: Request, text: str) -> Verdict:
    if request.task == Task.DETECTION:
        return Verdict(request=request.id, judge=ANSWER, outcome=answers.parse_label(text))
    answer = answers.parse_cwe(text)
    if answer is None:
        outcome = Outcome.UNPARSED
    else:
        outcome = Outcome.SECURE if answer == NO_WEAKNESS else Outcome.VULNERABLE
    return Verdict(request=request.id, judge=ANSWER, outcome=outcome, cwe=answer)


def _candidate(name: str, of: Request | Program, code: str | None, how: str) -> Candidate:
    return Candidate(name, of.family, of.cwe, of.language, code, how)


def _execute(bench: Benchmark, item: Candidate) -> Verdict:
    if item.code is None:
        return _no_code(item, executable.NAME)
    execution = executable.execute(bench.families[item.family], item.code)
    return Verdict(
        request=item.request,
        judge=executable.NAME,
        outcome=execution.outcome,
        built=execution.built,
        functional=execution.works,
        detail="; ".join(part for part in (item.how, execution.detail) if part),
    )


def _no_code(item: Candidate, judge: str) -> Verdict:
    return Verdict(
        request=item.request,
        judge=judge,
        outcome=Outcome.UNPARSED,
        built=False,
        functional=False,
        detail=item.how,
    )
