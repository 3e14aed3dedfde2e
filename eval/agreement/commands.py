"""Commands about judges: `coveval judge agree` and `coveval judge calibrate`."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from coveval_train import cwe, models, runs, tables
from coveval_train.cli import JsonFlag, emit, messages
from coveval_train.errors import UserError
from coveval_train.llm import batching
from coveval_train.records import Request
from coveval_train.runs import RunFolder
from eval.bench import benchmark, suite

if TYPE_CHECKING:
    from eval.agreement.agreement import Agreement
    from eval.bench.benchmark import Benchmark
    from eval.sheets import Given

app = typer.Typer()

PUBLISHED = {
    "seed": (78.24, 1.39),
    "Vul-Evol": (74.17, 6.25),
    "repair": (77.91, -3.75),
}
"""VC-Judge against people, in per cent: consistency, and security rate by judge minus by people.

Source: Mou et al., ACL 2025, tables 5 and 11.
"""


@app.command("agree")
def agree_command(
    run: Annotated[
        Path | None,
        typer.Argument(help="A finished run, whose judges are compared on its programs."),
    ] = None,
    judge: Annotated[
        list[str] | None,
        typer.Option(help="Who judges the benchmark's programs, as for 'coveval eval'."),
    ] = None,
    bench: Annotated[
        str,
        typer.Option(
            help="The programs of known label: 'embedded', 'official:DIR' or 'domain:DIR'."
        ),
    ] = suite.ORIGIN,
    weakness: Annotated[
        list[str] | None,
        typer.Option("--cwe", help="Only programs of this weakness; may be repeated."),
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(help="CSV of people's labels of the run's programs: request, label."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the verdicts; call again to go on with it.")
    ] = None,
    batch_tokens: Annotated[
        int, typer.Option(min=1, help="Tokens in memory at once.")
    ] = batching.BUDGET,
    json: JsonFlag = False,
) -> None:
    """Compare judges with the truth: programs of known label, a run's executions, or people."""
    from eval.agreement import truth
    from eval.agreement.agreement import agree_all
    from eval.oracles import executable

    if run is None:
        if not judge or out is None or labels is not None:
            raise UserError("name a finished RUN, or at least one --judge and --out FOLDER")
        asked, by_judge = _judged(
            benchmark.chosen(bench, cwe.chosen(weakness)), judge, out, batch_tokens
        )
    else:
        if judge:
            raise UserError("--judge: a RUN has its judges; leave one of the two out")
        everything, by_judge = truth.read_run(RunFolder(run))
        if labels:
            asked = truth.human(everything, labels)
        else:
            asked = truth.executed(everything, by_judge)
            del by_judge[executable.NAME]
    found = agree_all(asked, by_judge)
    emit([asdict(one) for one in found], json, lambda console: _show(console, found))


@app.command("calibrate")
def calibrate_command(
    model: Annotated[str, typer.Argument(help="Folder of a model or an adapter that judges.")],
    data: Annotated[
        Path, typer.Option(help="Judgments it was not trained on, as 'coveval data build' writes.")
    ],
    batch_tokens: Annotated[
        int, typer.Option(min=1, help="Tokens in memory at once.")
    ] = batching.BUDGET,
    json: JsonFlag = False,
) -> None:
    """Choose the probability from which a judge calls a program vulnerable, and keep it."""
    from eval.agreement.calibration import calibrate

    found = calibrate(models.resolve(model), data, batch_tokens)
    emit(
        asdict(found),
        json,
        lambda console: console.print(
            f"threshold {found.threshold:.4f}: balanced accuracy {found.balanced_accuracy:.2f} on "
            f"the {found.n} judgments it was chosen on"
        ),
    )


def _judged(
    bench: "Benchmark", names: Sequence[str], out: Path, batch_tokens: int
) -> tuple[list[Request], dict[str, "Given"]]:
    """Let the judges judge a benchmark's programs, or go on with it."""
    from eval import judges
    from eval.agreement import truth
    from eval.stages import judge, progress_bars
    from eval.tasks import requests

    who = judges.parse(names, batch_tokens)
    judges.require(who)
    settings = {
        "judges": who.names,
        "judge_fingerprints": who.fingerprints(),
        "benchmark": {bench.name: bench.fingerprint()},
    }
    folder = runs.open_run(out, settings)
    asked = requests.proven(bench)
    tables.write(asked, folder.requests)
    with progress_bars(messages()) as progress:
        judges.judge(who, [], judge.proven(bench), bench, folder, progress)
    return asked, truth.read_run(folder)[1]


def _show(console: Console, found: Sequence["Agreement"]) -> None:
    from eval.report.terminal import interval

    table = Table(title="judges against the truth, 95 % intervals over families")
    table.title_justify = "left"
    table.add_column("figure")
    for one in found:
        table.add_column(one.judge, overflow="fold")
    figures = [{**one.metrics, **(one.pairs.metrics if one.pairs else {})} for one in found]
    for metric in dict.fromkeys(metric for of in figures for metric in of):
        table.add_row(metric, *(interval(of[metric]) if metric in of else "–" for of in figures))
    table.add_row("programs", *(f"{one.n} of {one.families} families" for one in found))
    if any(one.pairs for one in found):
        table.add_row("pairs", *(str(one.pairs.n) if one.pairs else "–" for one in found))
    silent = [one.outcomes["unparsed"] + one.outcomes["error"] for one in found]
    table.add_row("without a verdict", *map(str, silent))
    console.print(table)
    for name, (consistency, diff) in PUBLISHED.items():
        console.print(
            f"published, VC-Judge against people, {name}: consistency {consistency / 100:.2f}, "
            f"diff {diff / 100:+.2f}"
        )
