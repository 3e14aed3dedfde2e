"""`coveval study`: people judge programs, and judges are held against them."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from coveval_train.cli import JsonFlag, emit, messages

if TYPE_CHECKING:
    from eval.study.folder import Study

app = typer.Typer(no_args_is_help=True)


@app.callback()
def study() -> None:
    """People judge programs, and judges are held against them."""


@app.command()
def sample(
    run: Annotated[list[Path], typer.Argument(help="Folders of finished runs.")],
    out: Annotated[Path, typer.Option(help="Folder of the study.")],
    n: Annotated[int, typer.Option("--n", min=2, help="Programs to draw.")] = 120,
    oversample: Annotated[
        float,
        typer.Option(help="How many times likelier than others programs of which judges differ."),
    ] = 3.0,
    seed: Annotated[int, typer.Option(help="Decides what is drawn.")] = 0,
    json: JsonFlag = False,
) -> None:
    """Draw programs for people to judge, blinded, with known chances."""
    from eval.study import folder, population

    drawn = folder.draw(population.read(run), n, oversample, seed, out)
    messages().print(f"wrote {out}")
    emit(asdict(drawn), json, lambda console: _show(drawn, console))


def _show(drawn: "Study", console: Console) -> None:
    sizes = ", ".join(f"{size} {name}" for name, size in drawn.sizes.items())
    console.print(
        f"{drawn.n} of {sum(drawn.sizes.values())} programs ({sizes}); {drawn.without_code} "
        "answers hold no code and are no part of it",
        highlight=False,
    )
