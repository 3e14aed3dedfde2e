"""`coveval sweep`: which mixtures to try, trying them, and what the trials tell."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from coveval_train.cli import JsonFlag, emit, messages

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
