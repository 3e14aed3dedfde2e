"""Commands of the evaluation side: `coveval eval`, `coveval compare` and `coveval bench`."""

import sys
from dataclasses import asdict
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from coveval_train import cwe as taxonomy
from coveval_train.cli import JsonFlag, emit, messages
from coveval_train.errors import UserError, collect, raise_if_any
from coveval_train.llm import batching
from coveval_train.llm.decoding import Decoding
from coveval_train.llm.endpoint_ref import EndpointRef
from coveval_train.models import ModelRef
from coveval_train.records import Task
from eval.ablation.commands import app as sweep_app
from eval.agreement.commands import app as judge_app
from eval.bench import benchmark, suite
from eval.bench.benchmark import Benchmark
from eval.bench.commands import app as bench_app
from eval.domains.commands import app as drop_app
from eval.oracles.analysers.commands import app as analysers_app
from eval.registry.commands import app as runs_app
from eval.rescore.commands import app as rescore_app
from eval.sandbox.commands import app as sandbox_app
from eval.study.commands import app as study_app
from eval.tasks import published, requests
from eval.tasks.requests import CODE_TASKS
from eval.training_commands import app as train_app

app = typer.Typer()
app.add_typer(bench_app, name="bench", help="The benchmark: list, show, prove and try families.")
app.add_typer(rescore_app)
app.add_typer(drop_app)
app.add_typer(analysers_app, name="analysers", help="Static analysers as judges of programs.")
app.add_typer(judge_app, name="judge", help="Judges of programs, judged.")
app.add_typer(train_app, name="train", help="Training runs, before they start and after.")
app.add_typer(sweep_app, name="sweep", help="Ablations: mixtures, trials, what they tell.")
app.add_typer(runs_app, name="runs", help="The runs of this machine, and models through time.")
app.add_typer(
    study_app, name="study", help="People judge programs, and judges are held against them."
)
app.add_typer(sandbox_app, name="sandbox", help="The boundary around programs that are executed.")


class Wording(StrEnum):
    OURS = "ours"
    PUBLISHED = "published"


class Answers(StrEnum):
    TEXT = "text"
    LIKELIHOOD = "likelihood"


@app.command("eval")
def evaluate(
    model: Annotated[
        str,
        typer.Argument(
            help="Folder or hub id of a model, an adapter's folder, or the URL of an "
            "OpenAI-compatible endpoint, as http://localhost:8000/v1."
        ),
    ],
    out: Annotated[Path, typer.Option(help="The run's folder; call again to go on with it.")],
    adapter: Annotated[str | None, typer.Option(help="Adapter to put on the model.")] = None,
    revision: Annotated[str | None, typer.Option(help="Hub revision of the model.")] = None,
    served: Annotated[str | None, typer.Option(help="Endpoint: the model's name there.")] = None,
    key_variable: Annotated[
        str | None, typer.Option(help="Endpoint: the environment variable that holds its key.")
    ] = None,
    concurrency: Annotated[
        int, typer.Option(min=1, help="Endpoint: the most requests at one time.")
    ] = 8,
    bench: Annotated[
        str,
        typer.Option(
            help="'embedded', the one shipped; 'official:DIR', the published one in a clone of "
            "MurrayTom/CoV-Eval; or 'domain:DIR', what 'coveval data domain' wrote."
        ),
    ] = suite.ORIGIN,
    tasks: Annotated[
        str,
        typer.Option(
            help="Comma-separated tasks; 'all' is completion, repair, detection and "
            "classification. Self-detection and self-repair ask about the model's own completions; "
            "usability is HumanEval."
        ),
    ] = requests.ALL,
    judge: Annotated[
        list[str] | None,
        typer.Option(
            help="'executable', an analyser ('coveval analysers check' lists them), or a model: "
            "[NAME=]MODEL, [NAME=]MODEL,words or [NAME=]URL,SERVED[,KEY_VARIABLE]; may be repeated."
        ),
    ] = None,
    cwe: Annotated[
        list[str] | None, typer.Option(help="Only families of this weakness; may be repeated.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="Only the first families of each weakness, this many."),
    ] = None,
    problems: Annotated[
        int | None, typer.Option(min=1, help="Only the first problems of HumanEval, this many.")
    ] = None,
    prompts: Annotated[
        Wording, typer.Option(help="Our prompts, or those in the clone of the official benchmark.")
    ] = Wording.OURS,
    answers: Annotated[
        Answers,
        typer.Option(
            help="How detection and classification are answered: in the model's own words, or by "
            "the likeliest of the allowed answers."
        ),
    ] = Answers.TEXT,
    samples: Annotated[int, typer.Option(min=1, help="Answers to each question.")] = 1,
    batch_tokens: Annotated[
        int, typer.Option(min=1, help="Tokens in memory at once, of prompts and answers.")
    ] = batching.BUDGET,
    max_new_tokens: Annotated[int, typer.Option(min=1, help="Longest program answered.")] = 512,
    max_label_tokens: Annotated[
        int,
        typer.Option(min=1, help="Longest label answered; more for a model that thinks aloud."),
    ] = 32,
    temperature: Annotated[float, typer.Option(min=0, help="0 is greedy.")] = 0.0,
    top_p: Annotated[float, typer.Option(min=0, max=1)] = 1.0,
    seed: Annotated[int, typer.Option(help="Seed of sampling.")] = 0,
    load_in_4bit: Annotated[bool, typer.Option(help="Quantize the weights to nf4.")] = False,
    json: JsonFlag = False,
) -> None:
    """Evaluate a checkpoint on the four CoV-Eval tasks."""
    from coveval_train import models
    from coveval_train.llm import endpoint
    from eval import judges, pipeline, scores
    from eval.oracles import executable
    from eval.registry import store
    from eval.report import html, markdown, terminal
    from eval.stages.ask import Asking

    names = judge or [executable.NAME]
    wrong: list[str] = []
    chosen = collect(wrong, lambda: requests.named(tasks, "--tasks")) or []
    questions = collect(wrong, lambda: _benchmark(bench, cwe, limit, prompts))
    if samples > 1 and temperature == 0:
        wrong.append("--samples: greedy answers are all the same; set a --temperature above 0")
    if questions and executable.NAME in names and not questions.families:
        wrong += _cannot_execute(chosen)
    ref: ModelRef | EndpointRef | None
    if model.startswith(("http://", "https://")):
        local_only = {
            "--adapter": adapter,
            "--revision": revision,
            "--load-in-4bit": load_in_4bit,
            "--answers likelihood": answers == Answers.LIKELIHOOD,
        }
        wrong += [f"{name}: not with an endpoint" for name, given in local_only.items() if given]
        ref = collect(wrong, lambda: EndpointRef(model, served or "", key_variable, concurrency))
    else:
        ref = collect(wrong, lambda: models.resolve(model, adapter, revision))
    who = collect(wrong, lambda: judges.parse(names, batch_tokens))
    raise_if_any(wrong)
    assert ref is not None and questions is not None and who is not None
    evaluation = pipeline.Evaluation(
        asking=Asking(
            model=ref,
            decoding=Decoding(max_new_tokens, temperature, top_p, seed, max_label_tokens),
            samples=samples,
            by_likelihood=answers == Answers.LIKELIHOOD,
            batch_tokens=batch_tokens,
            load_in_4bit=load_in_4bit,
        ),
        bench=questions,
        tasks=chosen,
        judges=who,
        problems=problems,
    )
    console = messages()
    if isinstance(ref, EndpointRef):
        endpoint.check(ref, evaluation.asking.decoding)
    folder = pipeline.run(evaluation, out, console, command=sys.argv[1:])
    figures = scores.score(folder)
    html.write(folder, figures)
    markdown.write(folder, figures)
    console.print(f"report: {folder.report}")
    if registry := store.default_path():
        try:
            console.print(f"registered as {store.record(registry, folder, figures)}")
        except UserError as error:  # The run is whole without it.
            console.print(f"not registered: {'; '.join(error.problems)}")
    emit(figures, json, lambda console: terminal.show(console, {ref.name: figures}))


@app.command()
def compare(
    run: Annotated[
        list[Path], typer.Argument(help="Folders of finished runs; the first is the baseline.")
    ],
    json: JsonFlag = False,
) -> None:
    """Show runs side by side, and test what each differs in from the first one."""
    from coveval_train.runs import RunFolder
    from eval import comparison, scores
    from eval.report import terminal

    problems: list[str] = []
    by_run = {
        str(path): collect(problems, partial(scores.read, RunFolder(path))) or [] for path in run
    }
    raise_if_any(problems)
    found = [collect(problems, partial(comparison.compare, run[0], path)) for path in run[1:]]
    raise_if_any(problems)
    pairs = [pair for pair in found if pair]

    def show(console: Console) -> None:
        terminal.show(console, by_run)
        for pair in pairs:
            terminal.show_pair(console, pair)

    plain = {name: [asdict(score) for score in rows] for name, rows in by_run.items()}
    emit({"runs": plain, "pairs": [asdict(pair) for pair in pairs]}, json, show)


def _benchmark(
    name: str, weaknesses: list[str] | None, limit: int | None, prompts: Wording
) -> Benchmark:
    found = benchmark.chosen(name, taxonomy.chosen(weaknesses))
    if prompts == Wording.PUBLISHED:
        folder = benchmark.clone(name)
        if folder is None:
            raise UserError("--prompts published: only a clone has them; add --bench official:DIR")
        found = published.asked_as_published(found, folder)
    return found if limit is None else benchmark.limited(found, limit)


def _cannot_execute(tasks: list[Task]) -> list[str]:
    if not any(task in CODE_TASKS for task in tasks):
        return []
    return [
        "--judge: this benchmark has no tests to run; name a model or an analyser that judges "
        "completions and repairs, or choose --tasks detection,classification"
    ]
