"""Second stage: answers are read, executed and judged."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from rich.progress import Progress

from coveval_train import tables
from coveval_train.cwe import Language
from coveval_train.llm.decoding import Key
from coveval_train.llm.opening import open_model
from coveval_train.records import Label, Outcome, Program, Request, Response, Task, Verdict
from coveval_train.runs import RunFolder
from eval.bench.benchmark import Benchmark
from eval.oracles import executable
from eval.oracles.model_judge import ModelJudge, Question
from eval.stages import ANSWER, HUMANEVAL, JUDGING, UNCHANGED, add_failures, workers
from eval.tasks import answers, reading
from eval.tasks.requests import CODE_TASKS, input_code
from eval.usability import humaneval
from eval.usability.assembly import assemble
from eval.usability.humaneval import Problem
from eval.usability.run_tests import passes

DETAIL = 500
"""Characters of a judgment in words that are kept."""


@dataclass(frozen=True)
class Candidate:
    """Code to be judged: a model's answer, a baseline's, or a program of proven label."""

    request: str
    sample: int
    family: str
    cwe: str
    language: Language
    code: str | None
    how: str
    """How the code was come by."""

    @property
    def key(self) -> Key:
        return self.request, self.sample


def read_answers(
    requests: Sequence[Request], responses: dict[Key, Response], folder: RunFolder
) -> None:
    """Turn the answers of detection and classification into verdicts."""
    done = _done(folder, ANSWER)
    asked = {request.id: request for request in requests if request.task not in CODE_TASKS}
    tables.append(
        [
            reading.verdict(asked[response.request], response)
            for key, response in responses.items()
            if response.request in asked and key not in done
        ],
        folder.verdicts,
    )


def answered(
    requests: Sequence[Request], responses: dict[Key, Response], bench: Benchmark
) -> list[Candidate]:
    """Return the code of every completion and repair."""
    asked = {request.id: request for request in requests if request.task in CODE_TASKS}
    items = []
    for response in responses.values():
        if request := asked.get(response.request):
            tested = bench.families.get(request.family)
            entry = tested.about.entry if tested else None
            found = answers.extract_code(response.text, entry)
            items.append(_candidate(request.id, request, found.code, found.how, response.sample))
    return items


def unchanged(requests: Sequence[Request], bench: Benchmark) -> list[Candidate]:
    """Return the baseline: what a model that hands its input back would score."""
    inputs = input_code(bench)
    return [
        _candidate(UNCHANGED + request.id, request, inputs[request.item], "input")
        for request in requests
        if request.task in CODE_TASKS and request.item in inputs
    ]


def proven(bench: Benchmark) -> list[Candidate]:
    """Return the programs of known label, by which a judge is judged."""
    return [
        _candidate(JUDGING + program.id, program, program.code, "reference")
        for program in bench.labelled.values()
    ]


def labelled(
    judge: str, requests: Sequence[Request], items: Sequence[Candidate], folder: RunFolder
) -> list[Program]:
    """Return a model's completions as programs of known label, for the self-loop.

    Those that hold no code, do not build, or could not be attacked have no label and are left out;
    the completion task counts them.
    """
    verdicts = {
        row.key: row.outcome
        for row in tables.read_appended(folder.verdicts, Verdict)
        if row.judge == judge
    }
    labels: dict[Outcome | None, Label] = {
        Outcome.SECURE: Label.SECURE,
        Outcome.VULNERABLE: Label.VULNERABLE,
    }
    completions = {row.id: row for row in requests if row.task == Task.COMPLETION}
    return [
        Program(
            id=f"{completions[item.request].item}#{item.sample}",
            family=item.family,
            cwe=item.cwe,
            language=item.language,
            split="eval",
            code=item.code,
            label=labels[outcome],
            label_source="executed" if judge == executable.NAME else "judge",
            origin="completion",
        )
        for item in items
        if item.request in completions
        and item.code is not None
        and (outcome := verdicts.get(item.key)) in labels
    ]


def execute(
    items: Sequence[Candidate], bench: Benchmark, folder: RunFolder, progress: Progress
) -> None:
    """Judge candidates by running them, several at a time."""
    done = _done(folder, executable.NAME)
    left = [item for item in items if item.key not in done]
    if not left:
        return
    step = progress.add_task("programs executed", total=len(items))
    progress.update(step, completed=len(items) - len(left))
    with ThreadPoolExecutor(workers()) as pool:
        for verdict in pool.map(partial(_execute, bench), left):
            tables.append([verdict], folder.verdicts)
            progress.advance(step)


def run_usability_tests(
    requests: Sequence[Request],
    responses: dict[Key, Response],
    folder: RunFolder,
    progress: Progress,
) -> None:
    """Run HumanEval's tests on the answers to its problems, several at a time."""
    asked = {row.id: row.item for row in requests if row.task == Task.USABILITY}
    if not asked:
        return
    done = _done(folder, HUMANEVAL)
    answers = [row for row in responses.values() if row.request in asked]
    left = [response for response in answers if response.key not in done]
    problems = {problem.task_id: problem for problem in humaneval.problems()}
    step = progress.add_task("HumanEval tests", total=len(answers), completed=len(done))
    with ThreadPoolExecutor(workers()) as pool:
        tests = partial(_run_usability_test, problems, asked)
        for verdict in pool.map(tests, left):
            tables.append([verdict], folder.verdicts)
            progress.advance(step)


def ask_judge(
    name: str,
    judge: ModelJudge,
    items: Sequence[Candidate],
    batch_tokens: int,
    folder: RunFolder,
    progress: Progress,
) -> None:
    """Let a model judge programs."""
    done = _done(folder, name)
    missing = [item for item in items if item.code is None and item.key not in done]
    tables.append([_no_code(item, name) for item in missing], folder.verdicts)
    present = [item for item in items if item.code is not None]
    if all(item.key in done for item in present):
        return
    step = progress.add_task(f"judgments of {name}", total=len(present))
    progress.update(step, completed=sum(item.key in done for item in present))
    questions = [
        Question(item.request, item.sample, item.code or "", item.cwe, item.language, item.family)
        for item in present
    ]
    model = open_model(judge.model, batch_tokens)
    try:
        for judgments in judge.judge(model, questions, done):
            verdicts = [
                Verdict(
                    request=question.id,
                    sample=question.sample,
                    judge=name,
                    outcome=judgment.outcome,
                    p_vulnerable=judgment.p_vulnerable,
                    detail=judgment.words[:DETAIL],
                )
                for question, judgment in judgments
                if question.key not in done
            ]
            tables.append(verdicts, folder.verdicts)
            progress.advance(step, len(verdicts))
    finally:
        add_failures(model, folder)


def _done(folder: RunFolder, judge: str) -> set[Key]:
    verdicts = tables.read_appended(folder.verdicts, Verdict)
    return {verdict.key for verdict in verdicts if verdict.judge == judge}


def _candidate(
    name: str, of: Request | Program, code: str | None, how: str, sample: int = 0
) -> Candidate:
    weakness = of.weakness if isinstance(of, Request) else of.cwe
    return Candidate(name, sample, of.family, weakness, of.language, code, how)


def _execute(bench: Benchmark, item: Candidate) -> Verdict:
    if item.code is None:
        return _no_code(item, executable.NAME)
    execution = executable.execute(bench.families[item.family], item.code)
    return Verdict(
        request=item.request,
        sample=item.sample,
        judge=executable.NAME,
        outcome=execution.outcome,
        built=execution.built,
        functional=execution.works,
        detail="; ".join(part for part in (item.how, execution.detail) if part),
    )


def _run_usability_test(
    problems: Mapping[str, Problem], asked: Mapping[str, str], response: Response
) -> Verdict:
    problem = problems[asked[response.request]]
    found = assemble(problem, response.text)
    if found.code is None:
        built, outcome, detail = False, Outcome.UNPARSED, ""
    else:
        run = passes(problem, found.code)
        built, detail = run.built, run.detail
        outcome = Outcome.FAILED if built else Outcome.ERROR
        outcome = Outcome.PASSED if run.passed else outcome
    return Verdict(
        request=response.request,
        sample=response.sample,
        judge=HUMANEVAL,
        outcome=outcome,
        built=built,
        functional=outcome == Outcome.PASSED,
        detail="; ".join(part for part in (found.how, detail) if part),
    )


def _no_code(item: Candidate, judge: str) -> Verdict:
    return Verdict(
        request=item.request,
        sample=item.sample,
        judge=judge,
        outcome=Outcome.UNPARSED,
        built=False,
        functional=False,
        detail=item.how,
    )
