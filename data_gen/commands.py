"""`coveval data`: making training data."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markdown import Markdown

from coveval_train.cli import JsonFlag, emit, messages

app = typer.Typer()
data_app = typer.Typer(no_args_is_help=True)
build_app = typer.Typer(no_args_is_help=True)
app.add_typer(data_app, name="data", help="Make training data.")
data_app.add_typer(build_app, name="build", help="Turn programs into instructions.")


@build_app.command()
def vcjudge(
    source: Annotated[list[str], typer.Option(help="'embedded', or 'sven:FILE'; may be repeated.")],
    out: Annotated[Path, typer.Option(help="Folder for train.jsonl, validation.jsonl and card.")],
    validation: Annotated[
        float, typer.Option(min=0.0, max=0.9, help="Share of the families to hold out.")
    ] = 0.2,
    seed: Annotated[int, typer.Option(help="Decides which families are held out.")] = 0,
    json: JsonFlag = False,
) -> None:
    """Make VC-Judge's judgment, classification and repair instructions."""
    from data_gen import build, card

    made = build.vcjudge(source, out, validation, seed)
    messages().print(f"wrote {out}")
    emit(made, json, lambda console: console.print(Markdown(card.markdown(made))))
