"""`coveval drop`: from one benchmark to others."""

from pathlib import Path
from typing import Annotated

import typer

from coveval_train.cli import JsonFlag, emit, messages

app = typer.Typer()


@app.command()
def drop(
    reference: Annotated[
        Path, typer.Argument(help="A finished run, or what 'coveval judge agree --out' wrote.")
    ],
    run: Annotated[
        list[Path], typer.Argument(help="The same model and judges on other benchmarks.")
    ],
    out: Annotated[Path | None, typer.Option(help="Folder for drop.html, with charts.")] = None,
    json: JsonFlag = False,
) -> None:
    """Show how much worse a model and judges are on other benchmarks, with intervals."""
    from eval.domains import drop as dropping
    from eval.domains import drop_report

    found = dropping.report(reference, run)
    if out:
        messages().print(f"wrote {drop_report.write(found, out)}")
    emit(found, json, lambda console: drop_report.show(found, console))
