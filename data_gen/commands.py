"""`coveval data`: making training data."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markdown import Markdown

from coveval_train.cli import JsonFlag, emit, messages

if TYPE_CHECKING:
    from data_gen.card import Card

app = typer.Typer()
data_app = typer.Typer(no_args_is_help=True)
build_app = typer.Typer(no_args_is_help=True)
app.add_typer(data_app, name="data", help="Make training data.")
data_app.add_typer(build_app, name="build", help="Turn programs into instructions.")


Sources = Annotated[
    list[str], typer.Option("--source", help="'embedded', or 'sven:FILE'; may be repeated.")
]
Out = Annotated[Path, typer.Option(help="Folder for train.jsonl, validation.jsonl and card.")]
Validation = Annotated[
    float, typer.Option(min=0.0, max=0.9, help="Share of the families to hold out.")
]
Seed = Annotated[int, typer.Option(help="Decides which families are held out.")]


@build_app.command()
def vcjudge(
    source: Sources, out: Out, validation: Validation = 0.2, seed: Seed = 0, json: JsonFlag = False
) -> None:
    """Make VC-Judge's judgment, classification and repair instructions."""
    from data_gen import build

    _show(build.vcjudge(source, out, validation, seed), out, json)


@build_app.command()
def sc_ift(
    source: Sources, out: Out, validation: Validation = 0.2, seed: Seed = 0, json: JsonFlag = False
) -> None:
    """Make completions of fixes: the secure version, beside the vulnerable one it replaces."""
    from data_gen import build

    _show(build.secure_code(source, out, validation, seed), out, json)


def _show(made: "Card", out: Path, as_json: bool) -> None:
    from data_gen import card

    messages().print(f"wrote {out}")
    emit(made, as_json, lambda console: console.print(Markdown(card.markdown(made))))
