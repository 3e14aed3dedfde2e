"""`coveval sweep`: which mixtures to try, trying them, and what the trials tell."""

import math
import shlex
import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from coveval_train.cli import JsonFlag, emit, messages
from coveval_train.errors import collect, raise_if_any, suggestion

if TYPE_CHECKING:
    from eval.ablation.costs import Cost
    from eval.ablation.local.running import Summary

app = typer.Typer(no_args_is_help=True)


class DesignKind(StrEnum):
    """See `eval.ablation.designs.design`; ``paper`` has the mixtures of the paper's table 4."""

    LATTICE = "lattice"
    CENTROID = "centroid"
    SPACE_FILLING = "space-filling"
    PAPER = "paper"


@app.command()
def design(
    kind: Annotated[
        DesignKind,
        typer.Argument(
            help="lattice: all shares that are multiples of 1/degree. centroid: the even mixtures "
            "of all subsets of sources, and some inside. space-filling: as far apart as can be. "
            "paper: the mixtures of table 4, of sources sc, vd, gc and g."
        ),
    ],
    config: Annotated[
        list[Path],
        typer.Option(help="Configuration of a trial, with train_files and total; repeatable."),
    ],
    out: Annotated[Path, typer.Option(help="Sweep file to write.")],
    seeds: Annotated[int, typer.Option(min=1, help="Trials of each mixture.")] = 3,
    minimum: Annotated[
        list[str] | None,
        typer.Option(help="SOURCE=SHARE at least, as g=0.2, or gc+g=0.3; repeatable."),
    ] = None,
    degree: Annotated[int, typer.Option(min=1, help="Of a lattice.")] = 2,
    inside: Annotated[
        bool, typer.Option(help="Whether a centroid design has the mixtures inside.")
    ] = True,
    number: Annotated[int, typer.Option(min=2, help="Mixtures of a space-filling design.")] = 12,
    seed: Annotated[int, typer.Option(help="Decides a space-filling design.")] = 0,
    vary: Annotated[
        list[str] | None,
        typer.Option(help="A further factor, as objective=plain,safecoder; repeatable."),
    ] = None,
    metric: Annotated[
        str, typer.Option(help="Response that trials are compared by while they run.")
    ] = "completion",
    accelerate: Annotated[Path, typer.Option(help="Configuration of accelerate launch.")] = Path(
        "accelerate_configs/single_gpu.yaml"
    ),
    gpu: Annotated[str, typer.Option(help="GPU that the time is estimated for.")] = "h200",
    processes: Annotated[int, typer.Option(min=1, help="GPUs that train a trial together.")] = 1,
    utilisation: Annotated[
        float, typer.Option(min=0.01, max=1, help="Share of the GPU's peak, assumed for the time.")
    ] = 0.4,
    json: JsonFlag = False,
) -> None:
    """Write the sweep of a mixture design, and say what its trials would cost to train."""
    from coveval_train.train.gpus import GPUS
    from eval.ablation import costs, designs, sweep_writing, table4

    problems: list[str] = []
    if gpu not in GPUS:
        problems.append(f"--gpu: unknown GPU '{gpu}'.{suggestion(gpu, GPUS)}")
    factors = dict(
        filter(None, (collect(problems, partial(sweep_writing.factor, one)) for one in vary or ()))
    )
    raise_if_any(problems)
    arguments = [part for path in config for part in ("--config", str(path))]
    sources = costs.source_names(arguments)
    minima = [collect(problems, partial(designs.minimum, text, sources)) for text in minimum or ()]
    raise_if_any(problems)
    if kind == DesignKind.PAPER:
        points = table4.design(sources)
    else:
        kept = [each for each in minima if each]
        points = designs.design(kind.value, sources, kept, degree, number, seed, inside)
    found = costs.costs(arguments, points, GPUS[gpu], processes, utilisation)
    command = shlex.join(["coveval", *sys.argv[1:]])
    sweep_writing.write(points, config, accelerate, seeds, factors, metric, command, out)
    messages().print(f"wrote {out}")
    repeats = seeds * math.prod(len(values) for values in factors.values())
    total = {
        "trials": repeats * len(points),
        "tokens": repeats * sum(one.work.tokens for one in found),
        "gpu_hours": repeats * processes * sum(one.work.seconds for one in found) / 3600,
    }
    emit({"mixtures": found, **total}, json, lambda console: _costs(found, total, gpu, console))


def _costs(found: "list[Cost]", total: dict[str, float], gpu: str, console: Console) -> None:
    if not found:
        console.print(f"{total['trials']} trials; what they cost is known once there is data")
        return
    names = tuple(found[0].shares)
    table = Table(*names, "rows", "repeats", "tokens", "with loss", "steps")
    for one in found:
        shares = (f"{one.shares[name]:.3f}" for name in names)
        counts = (one.rows, one.repeats, one.work.tokens, one.loss_tokens, one.work.steps)
        table.add_row(*shares, *map(str, counts))
    console.print(table)
    console.print(
        f"{total['trials']} trials, {total['tokens']} tokens to train on: {total['gpu_hours']:.2g} "
        f"hours of {gpu}, estimated and without evaluation",
        highlight=False,
    )


@app.command()
def run(
    sweep: Annotated[Path, typer.Argument(help="Sweep file, in W&B's schema.")],
    out: Annotated[Path, typer.Option(help="Folder of the search; call again to go on with it.")],
    workers: Annotated[int, typer.Option(min=1, help="Trials at one time.")] = 1,
    seed: Annotated[int, typer.Option(help="Of what a random or Bayesian search draws.")] = 0,
    retry_failed: Annotated[
        bool, typer.Option(help="Try the trials again that failed before.")
    ] = False,
    json: JsonFlag = False,
) -> None:
    """Run a sweep on this machine, with no server."""
    from eval.ablation.local import running

    found = running.run(sweep, out, workers, seed, retry_failed, messages())
    emit(found, json, lambda console: _show(found, out, console))
    if found.failed or found.left:
        raise typer.Exit(1)


def _show(found: "Summary", out: Path, console: Console) -> None:
    console.print(f"{found.finished} trials finished, {found.ended_early} ended early")
    if found.best is not None:
        console.print(f"the best is trial {found.best}, with {found.best_value:g}")
    for number, reason in found.failed.items():
        log = out / "logs" / f"{number}.log"
        console.print(f"trial {number} failed: {reason}; see {log}", markup=False, highlight=False)
    if found.failed:
        console.print("run the same command with --retry-failed to try them again")
    if found.left:
        console.print(f"{found.left} trials were not run")


@app.command()
def report(
    trials: Annotated[Path, typer.Argument(help="Folder of the trials: the sweep's output_dir.")],
    out: Annotated[Path, typer.Option(help="Folder for report.html, report.md and trials.csv.")],
    recommend: Annotated[
        str, typer.Option(help="The response that the recommended mixture is to be best in.")
    ] = "completion",
    minimum: Annotated[
        list[str] | None,
        typer.Option(help="SOURCE=SHARE that it has at least, as g=0.2 or gc+g=0.3; repeatable."),
    ] = None,
    floor: Annotated[
        list[str] | None,
        typer.Option(help="RESPONSE=VALUE that it does not fall below; repeatable."),
    ] = None,
    untrained: Annotated[
        Path | None,
        typer.Option(
            help="Run of coveval eval on the model before any training, asked as the trials are."
        ),
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Analyse trials, whichever driver ran them."""
    from eval.ablation import analysis, designs, recommending
    from eval.ablation import trials as recorded
    from eval.ablation import untrained as before
    from eval.ablation.report import sections, writing

    found = recorded.read(trials)
    sources = recorded.sources(found)
    problems: list[str] = []
    minima = [collect(problems, partial(designs.minimum, text, sources)) for text in minimum or ()]
    floors = [collect(problems, partial(recommending.floor, text)) for text in floor or ()]
    base = collect(problems, partial(before.read, untrained, trials)) if untrained else None
    raise_if_any(problems)
    question = analysis.Question(
        recommend, tuple(filter(None, minima)), tuple(filter(None, floors))
    )
    analysed = analysis.analyse(found, question, base)
    writing.write(analysed, out)
    messages().print(f"wrote {out}")
    shown = list(sections.sections(analysed))
    emit(
        {"sections": shown, "unknown": analysed.unknown},
        json,
        lambda console: console.print(Markdown(writing.markdown(analysed, shown))),
    )
