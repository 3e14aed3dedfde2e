"""`coveval sandbox`: what this machine can contain."""

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from coveval_train.cli import JsonFlag, emit
from eval.sandbox import check as trials
from eval.sandbox.check import Finding

app = typer.Typer(no_args_is_help=True)


@app.callback()
def sandbox() -> None:
    """The boundary around programs that are executed."""


@app.command()
def check(json: JsonFlag = False) -> None:
    """Try every part of the boundary, and say what to install where one is missing."""
    findings = trials.run()
    active = all(finding.holds for finding in findings)
    result = {
        "active": active,
        "findings": findings,
        "caps": trials.kernel_cap() if active else None,
    }
    emit(result, json, lambda console: _show(console, findings, active))
    if not active:
        raise typer.Exit(1)


def _show(console: Console, findings: list[Finding], active: bool) -> None:
    table = Table("part", "holds", "what came of trying")
    for finding in findings:
        table.add_row(finding.part, "yes" if finding.holds else "NO", escape(finding.detail))
    console.print(table)
    console.print(trials.kernel_cap() if active else "Programs are not executed like this.")
