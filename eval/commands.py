"""Commands of the evaluation side: `coveval eval`, `coveval compare` and `coveval bench`."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from coveval_train import cwe as taxonomy
from coveval_train.cli import JsonFlag, emit, messages
from coveval_train.errors import UserError, collect, raise_if_any, suggestion
from coveval_train.llm.decoding import Decoding
from coveval_train.records import Task
from eval.bench import benchmark, official, suite
from eval.bench.benchmark import Benchmark
from eval.bench.commands import app as bench_app
from eval.sandbox.commands import app as sandbox_app
from eval.tasks.requests import CODE_TASKS

app = typer.Typer()
app.add_typer(bench_app, name="bench", help="The benchmark: list, show, prove and try families.")
app.add_typer(sandbox_app, name="sandbox", help="The boundary around programs that are executed.")

ALL = "all"


@app.command("eval")
def evaluate(
    model: Annotated[
        str, typer.Argument(help="Folder or hub id of a model, or an adapter's folder.")
    ],
    out: Annotated[Path, typer.Option(help="The run's folder; call again to go on with it.")],
    adapter: Annotated[str | None, typer.Option(help="Adapter to put on the model.")] = None,
    revision: Annotated[str | None, typer.Option(help="Hub revision of the model.")] = None,
    bench: Annotated[
        str,
        typer.Option(
            help="'embedded', the one shipped, or 'official:DIR', the published one in a clone of "
            "MurrayTom/CoV-Eval."
        ),
    ] = suite.ORIGIN,
    tasks: Annotated[str, typer.Option(help="Comma-separated tasks, or 'all'.")] = ALL,
    judge: Annotated[
        list[str] | None,
        typer.Option(
            help="'executable', or a model or adapter that judges: [NAME=]MODEL; may be repeated."
        ),
    ] = None,
    cwe: Annotated[
        list[str] | None, typer.Option(help="Only families of this weakness; may be repeated.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="Only the first families of each weakness, this many."),
    ] = None,
    batch_size: Annotated[int, typer.Option(min=1, help="Questions answered at once.")] = 16,
    max_new_tokens: Annotated[int, typer.Option(min=1, help="Longest program answered.")] = 384,
    temperature: Annotated[float, typer.Option(min=0, help="0 is greedy.")] = 0.0,
    top_p: Annotated[float, typer.Option(min=0, max=1)] = 1.0,
    seed: Annotated[int, typer.Option(help="Seed of sampling.")] = 0,
    load_in_4bit: Annotated[bool, typer.Option(help="Quantize the weights to nf4.")] = False,
    json: JsonFlag = False,
) -> None:
    """Evaluate a checkpoint on the four CoV-Eval tasks."""
    from coveval_train import models
    from eval import pipeline, scores
    from eval.oracles import executable
    from eval.report import html, terminal
    from eval.stages.ask import Asking

    judges = judge or [executable.NAME]
    problems: list[str] = []
    chosen = collect(problems, lambda: _tasks(tasks)) or []
    questions = collect(problems, lambda: _benchmark(bench, cwe, limit))
    if questions and executable.NAME in judges and not questions.families:
        problems += _cannot_execute(chosen)
    ref = collect(problems, lambda: models.resolve(model, adapter, revision))
    refs = {
        name: collect(problems, partial(models.resolve, path))
        for name, path in map(_named, judges)
        if name != executable.NAME
    }
    raise_if_any(problems)
    assert ref is not None and questions is not None
    evaluation = pipeline.Evaluation(
        asking=Asking(
            ref, Decoding(max_new_tokens, temperature, top_p, seed), batch_size, load_in_4bit
        ),
        bench=questions,
        tasks=chosen,
        executes=executable.NAME in judges,
        model_judges={name: found for name, found in refs.items() if found},
    )
    console = messages()
    folder = pipeline.run(evaluation, out, console)
    figures = scores.score(folder, questions, chosen)
    html.write(folder, questions, figures)
    console.print(f"report: {folder.report}")
    emit(figures, json, lambda console: terminal.show(console, {ref.name: figures}))


@app.command()
def compare(
    run: Annotated[list[Path], typer.Argument(help="Folders of finished runs.")],
    json: JsonFlag = False,
) -> None:
    """Show the scores of several runs side by side."""
    from dataclasses import asdict

    from coveval_train.runs import RunFolder
    from eval import scores
    from eval.report import terminal

    problems: list[str] = []
    by_run = {
        str(path): collect(problems, partial(scores.read, RunFolder(path))) or [] for path in run
    }
    raise_if_any(problems)
    plain = {name: [asdict(score) for score in rows] for name, rows in by_run.items()}
    emit(plain, json, lambda console: terminal.show(console, by_run))


def _named(judge: str) -> tuple[str, str]:
    """Split ``NAME=MODEL``; a judge without a name is called what its model is."""
    name, equals, model = judge.partition("=")
    return (name, model) if equals and name.isidentifier() else (judge, judge)


def _tasks(names: str) -> list[Task]:
    if names == ALL:
        return list(Task)
    known = [task.value for task in Task]
    unknown = [name for name in names.split(",") if name not in known]
    if unknown:
        raise UserError(
            f"--tasks: unknown task '{name}'.{suggestion(name, known)} "
            f"The tasks are {', '.join(known)}, or all of them: {ALL}."
            for name in unknown
        )
    return [task for task in Task if task.value in names.split(",")]


def _benchmark(name: str, weaknesses: list[str] | None, limit: int | None) -> Benchmark:
    found = _whole_benchmark(name, weaknesses)
    return found if limit is None else benchmark.limited(found, limit)


def _whole_benchmark(name: str, weaknesses: list[str] | None) -> Benchmark:
    """Return what to evaluate on; of the embedded one the eval split, never the train split."""
    wanted = {taxonomy.get(weakness).id for weakness in weaknesses or taxonomy.BY_ID}
    if folder := benchmark.clone(name):
        return benchmark.published(official.read(folder), wanted)
    return benchmark.embedded(
        [
            family
            for family in suite.load()
            if family.about.split == "eval" and family.about.cwe in wanted
        ]
    )


def _cannot_execute(tasks: list[Task]) -> list[str]:
    if not any(task in CODE_TASKS for task in tasks):
        return []
    return [
        "--judge: the published benchmark has no tests to run; name a model that judges its "
        "completions and repairs, or choose --tasks detection,classification"
    ]
