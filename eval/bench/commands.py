"""`coveval bench`: the embedded benchmark, to look at and to prove."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.syntax import Syntax
from rich.table import Table

from coveval_train.cli import JsonFlag, emit, messages
from coveval_train.errors import UserError
from eval.bench import suite
from eval.bench.proof import Proof, prove

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_families(json: JsonFlag = False) -> None:
    """List the families."""
    families = suite.load()
    rows = [{"family": family.id, **family.about.model_dump()} for family in families]
    emit(rows, json, lambda console: console.print(_list_table(families)))


@app.command()
def show(family: str, json: JsonFlag = False) -> None:
    """Show a family's scenario and references."""
    found = suite.find(suite.load(), family)
    record = {
        "scenario": found.scenario.model_dump(mode="json"),
        "programs": [program.model_dump(mode="json") for program in found.programs],
        "exploit": found.about.exploit,
    }

    def print_code(console: Console) -> None:
        console.print(f"[bold]{found.id}[/] {found.about.cwe} {escape(found.about.title)}")
        console.print(f"exploit: {escape(found.about.exploit)}")
        for item in (found.scenario, *found.programs):
            console.rule(item.id)
            console.print(Syntax(item.code, item.language))

    emit(record, json, print_code)


@app.command()
def verify(
    family: Annotated[list[str] | None, typer.Argument(help="Only these families.")] = None,
    json: JsonFlag = False,
) -> None:
    """Prove the labels: both references work, and attacks succeed on the vulnerable one alone."""
    families = suite.load()
    if family:
        families = [suite.find(families, name) for name in family]
    proofs = prove(families, messages())
    failed = [row for row in proofs if not row.proven]
    counts = f"{len(families)} families, {len(proofs)} programs, {len(failed)} not proven"
    emit(proofs, json, lambda console: console.print(counts))
    if failed:
        messages().print(_fault_table(failed))
        raise typer.Exit(1)


@app.command("run")
def run_program(
    family: str,
    file: Annotated[Path, typer.Argument(help="A program for this family's scenario.")],
    json: JsonFlag = False,
) -> None:
    """Run one program against one family's tests."""
    from eval.oracles import executable

    found = suite.find(suite.load(), family)
    if not file.is_file():
        raise UserError(f"{file}: no such file")
    execution = executable.execute(found, file.read_text(errors="replace"))

    def print_tests(console: Console) -> None:
        console.print(f"outcome: {execution.outcome.value}, works: {execution.works}")
        for test in (*execution.functional, *execution.exploit):
            console.print(f"{test.status:7} {test.name} {escape(test.detail)}")
        if not execution.built:
            console.print(escape(execution.detail))

    emit(execution.summary(), json, print_tests)


def _list_table(families: list[suite.Family]) -> Table:
    table = Table("family", "CWE", "language", "split", "title")
    for family in families:
        about = family.about
        table.add_row(family.id, about.cwe, about.language, about.split, about.title)
    return table


def _fault_table(failed: list[Proof]) -> Table:
    table = Table("program", "label", "works", "outcome", "first fault")
    for row in failed:
        works = "yes" if row.works else "no"
        table.add_row(row.program, row.label, works, row.outcome, escape(row.detail))
    return table
