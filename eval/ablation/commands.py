"""`coveval sweep`: which mixtures to try, trying them, and what the trials tell."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown

from coveval_train.cli import JsonFlag, emit, messages
from coveval_train.errors import collect, raise_if_any

if TYPE_CHECKING:
    from eval.ablation.local.running import Summary

app = typer.Typer(no_args_is_help=True)


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
    json: JsonFlag = False,
) -> None:
    """Analyse trials, whichever driver ran them."""
    from eval.ablation import analysis, designs, recommending
    from eval.ablation import trials as recorded
    from eval.ablation.report import sections, writing

    found = recorded.read(trials)
    sources = recorded.sources(found)
    problems: list[str] = []
    minima = [collect(problems, partial(designs.minimum, text, sources)) for text in minimum or ()]
    floors = [collect(problems, partial(recommending.floor, text)) for text in floor or ()]
    raise_if_any(problems)
    question = analysis.Question(
        recommend, tuple(filter(None, minima)), tuple(filter(None, floors))
    )
    analysed = analysis.analyse(found, question)
    writing.write(analysed, out)
    messages().print(f"wrote {out}")
    shown = list(sections.sections(analysed))
    emit(
        {"sections": shown, "unknown": analysed.unknown},
        json,
        lambda console: console.print(Markdown(writing.markdown(analysed, shown))),
    )
