"""`coveval bench`: the embedded benchmark, to look at and to prove."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.syntax import Syntax
from rich.table import Table

from coveval_train.cli import JsonFlag, emit, messages
from coveval_train.errors import UserError
from eval.bench import benchmark, domain, official, suite
from eval.bench.proof import Proof, prove

if TYPE_CHECKING:
    from eval.bench.stats import Stats
    from eval.bench.strength import Strength

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
    """Prove the labels: references work, attacks succeed on the vulnerable ones alone."""
    families = _chosen(family)
    proofs = prove(families, messages())
    failed = [row for row in proofs if not row.proven]
    counts = f"{len(families)} families, {len(proofs)} programs, {len(failed)} not proven"
    emit(proofs, json, lambda console: console.print(counts))
    if failed:
        messages().print(_fault_table(failed))
        raise typer.Exit(1)


@app.command()
def mutate(
    family: Annotated[list[str] | None, typer.Argument(help="Only these families.")] = None,
    json: JsonFlag = False,
) -> None:
    """Measure the oracles: seed faults into secure references and count those caught.

    Fails if one escapes that its family's escapes.yaml does not explain.
    """
    from eval.bench import strength

    families = _chosen(family)
    trials = strength.measure(families, messages())
    faults = [f"{trial.family}: {trial.mutant}" for trial in trials if trial.unexplained]
    faults += strength.stale(families, trials)
    counts = strength.by_cwe(trials)
    result = {"by_cwe": [asdict(row) | {"caught": row.caught} for row in counts], "trials": trials}
    emit(result, json, lambda console: console.print(_strength_table(counts)))
    for fault in faults:
        messages().print(fault)
    if faults:
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


@app.command()
def stats(
    bench: Annotated[
        str,
        typer.Option(
            help="'embedded'; 'official:DIR', a clone of MurrayTom/CoV-Eval; or 'domain:DIR'."
        ),
    ] = suite.ORIGIN,
    json: JsonFlag = False,
) -> None:
    """Count a benchmark by weakness, language and split, and look for near-duplicates."""
    from eval.bench import stats as counting

    found = counting.of(_groups(bench))

    def show(console: Console) -> None:
        console.print(_stats_table(found))
        console.print(", ".join(f"{count} {name}" for name, count in found.totals.items()))
        console.print(f"{found.clusters} groups of programs with near-duplicates put together")
        for pair in found.across_families:
            console.print(f"{pair.similarity:.2f}  {escape(pair.first)}  {escape(pair.second)}")

    emit(found, json, show)


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="Folder to write.")],
    format: Annotated[
        Literal["hf"], typer.Option(help="hf: Parquet and a dataset card, as the Hub has them.")
    ] = "hf",
) -> None:
    """Write the embedded benchmark as a dataset folder."""
    from eval.bench import export as exporting

    for path in exporting.write(suite.load(), out):
        messages().print(str(path))


def _groups(bench: str) -> official.Groups:
    if folder := benchmark.clone(bench):
        return official.read(folder).items
    if folder := benchmark.domain_folder(bench):
        found = domain.read(folder)
        return {"scenarios": list(found.scenarios), "programs": list(found.programs)}
    families = suite.load()
    return {
        "scenarios": [family.scenario for family in families],
        "programs": [program for family in families for program in family.programs],
    }


def _stats_table(found: "Stats") -> Table:
    names = ("families", "scenarios", "secure", "vulnerable")
    table = Table("CWE", "language", "split", *names)
    for row in found.rows:
        numbers = (str(getattr(row, name)) for name in names)
        table.add_row(row.cwe, row.language, row.split, *numbers)
    return table


def _chosen(names: list[str] | None) -> list[suite.Family]:
    families = suite.load()
    return [suite.find(families, name) for name in names] if names else families


def _strength_table(counts: "list[Strength]") -> Table:
    table = Table("CWE", "mutants", "by functional", "by exploit", "no fault", "escaped", "caught")
    for row in counts:
        cells = (row.mutants, row.functional, row.exploit, row.explained, row.unexplained)
        table.add_row(row.name, *map(str, cells), f"{row.caught:.1%}")
    return table


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
