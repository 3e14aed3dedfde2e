"""`coveval study`: people judge programs, and judges are held against them."""

import contextlib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from coveval_train.cli import JsonFlag, emit, messages

if TYPE_CHECKING:
    from eval.study.agreeing import Agreed
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


@app.command()
def annotate(
    study: Annotated[Path, typer.Argument(help="Folder of the study.")],
    annotator: Annotated[str, typer.Option(help="Who judges; letters, digits, - and _.")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any that is free.")] = 0,
) -> None:
    """Serve the page on which a person judges the programs, on this machine only."""
    from eval.study import server
    from eval.study.folder import StudyFolder

    serving, address = server.serve(StudyFolder(study), annotator, port)
    messages().print(f"open {address} in a browser; what is said is saved at once. Ctrl-C ends it")
    with contextlib.suppress(KeyboardInterrupt):
        serving.serve_forever()


@app.command("export")
def export_command(
    study: Annotated[Path, typer.Argument(help="Folder of the study.")],
    out: Annotated[
        Path,
        typer.Option(
            help="File to write: .csv, a row for each word; or .json, tasks for Label Studio, with "
            "the labelling configuration in a file .xml beside it."
        ),
    ],
) -> None:
    """Write what people say, for other tools; nothing of models and judges is in it."""
    from eval.study import exporting

    written = exporting.write(study, out)
    messages().print(f"wrote {sum(written.values())} annotations of {len(written)} people to {out}")


@app.command("import")
def import_command(
    study: Annotated[Path, typer.Argument(help="Folder of the study.")],
    file: Annotated[Path, typer.Argument(help="A .csv, or .json as Label Studio exports it.")],
    annotator: Annotated[
        str | None, typer.Option(help="Who says all of it; without one as the file has it.")
    ] = None,
) -> None:
    """Add what people said elsewhere; what the study has already is not added again."""
    from eval.study import importing

    for name, count in importing.take_in(file, study, annotator).items():
        messages().print(f"{name}: {count} added")


@app.command()
def agree(
    study: Annotated[Path, typer.Argument(help="Folder of the study.")],
    senior: Annotated[
        str | None, typer.Option(help="The annotator whose word decides where there is a tie.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Say how far people agree, and how each judge does against them, over all programs."""
    from eval.study import agreeing

    found = agreeing.agree(study, senior)
    emit(asdict(found), json, lambda console: _show_agreed(found, console))


def _show_agreed(found: "Agreed", console: Console) -> None:
    from eval.report.terminal import interval

    people = ", ".join(f"{name} {count}" for name, count in found.people.items())
    came_to = ", ".join(f"{count} {label}" for label, count in found.consensus.items())
    console.print(f"items judged: {people}. Most said: {came_to}.", highlight=False, markup=False)
    table = Table("labels", "items", "Krippendorff's alpha", "Fleiss' kappa", "Cohen's kappa")
    for name, of in (("all", found.all_words), ("decided", found.decided)):
        pairs = ", ".join(f"{pair} {value:.3f}" for pair, value in of.cohen.items())
        fleiss = "–" if of.fleiss is None else f"{of.fleiss:.3f}"
        alpha = interval(of.alpha) if of.alpha else "–"
        table.add_row(name, str(of.items), alpha, fleiss, pairs or "–")
    console.print(table)
    metrics = tuple(dict.fromkeys(name for one in found.judges for name in one.metrics))
    table = Table("judge", "programs", "seen", *metrics)
    for one in found.judges:
        figures = (interval(one.metrics[name]) for name in metrics)
        table.add_row(one.judge, str(one.programs), str(one.judged), *figures)
    console.print(table)
    if found.to_discuss:
        console.print(f"{len(found.to_discuss)} items to discuss, those that differ most first:")
        for item in found.to_discuss:
            labels = ", ".join(f"{name}: {label}" for name, label in item.labels.items())
            console.print(f"{item.item} ({item.cwe}): {labels}", highlight=False, markup=False)


def _show(drawn: "Study", console: Console) -> None:
    sizes = ", ".join(f"{size} {name}" for name, size in drawn.sizes.items())
    console.print(
        f"{drawn.n} of {sum(drawn.sizes.values())} programs ({sizes}); {drawn.without_code} "
        "answers hold no code and are no part of it",
        highlight=False,
    )
