"""`coveval train`: what is known of a training run before it starts, and its result merged."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from coveval_train import cwe
from coveval_train.cli import JsonFlag, emit, messages
from coveval_train.errors import UserError, collect, raise_if_any, suggestion
from coveval_train.train.gpus import GPUS
from coveval_train.train.model_card import Base

if TYPE_CHECKING:
    from coveval_train.train.plan import Plan
    from eval.preflight import Preflight

app = typer.Typer(no_args_is_help=True)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def check(
    context: typer.Context,
    processes: Annotated[int, typer.Option(min=1, help="How many will train together.")] = 1,
    bench: Annotated[
        str, typer.Option(help="Compare the data with 'embedded', 'official:DIR' or 'domain:DIR'.")
    ] = "embedded",
    json: JsonFlag = False,
) -> None:
    """Check a recipe's configuration and data; takes --config FILE and --key value as it does."""
    from eval import preflight
    from eval.bench import benchmark

    if not context.args:
        raise UserError("name the configuration: coveval train check --config FILE [--key value]")
    found = preflight.check(context.args, benchmark.chosen(bench, cwe.chosen(None)), processes)
    emit(found, json, lambda console: _show(found, console))


@app.command()
def plan(
    configs: Annotated[list[Path], typer.Argument(help="Configurations, each planned alone.")],
    gpu: Annotated[str, typer.Option(help=f"One of {', '.join(GPUS)}.")] = "h200",
    processes: Annotated[int, typer.Option(min=1, help="GPUs that train together.")] = 1,
    zero: Annotated[int, typer.Option(min=0, max=3, help="DeepSpeed's ZeRO stage.")] = 0,
    utilisation: Annotated[
        float, typer.Option(min=0.01, max=1, help="Share of the GPU's peak, assumed for the time.")
    ] = 0.4,
    json: JsonFlag = False,
) -> None:
    """Estimate memory, steps and time of supervised fine-tuning, without loading any weights."""
    from coveval_train.train import plan as planning

    if gpu not in GPUS:
        raise UserError(f"--gpu: unknown GPU '{gpu}'.{suggestion(gpu, GPUS)}")
    found: dict[str, Plan] = {}
    problems: list[str] = []
    for path in configs:
        arguments = ["--config", str(path)]
        one = partial(planning.plan, arguments, GPUS[gpu], processes, zero, utilisation)
        if made := collect(problems, one):
            found[str(path)] = made
    raise_if_any(problems)
    emit(found, json, lambda console: console.print(_plans(found, gpu)))


@app.command()
def merge(
    adapter: Annotated[Path, typer.Argument(help="Folder of a trained adapter.")],
    out: Annotated[Path, typer.Option(help="Folder to make.")],
    base: Annotated[
        Base, typer.Option(help="Weights to merge into; of QLoRA, dequantized are as trained.")
    ] = "original",
    run: Annotated[
        list[Path] | None, typer.Option(help="Evaluation whose scores the card shows; repeatable.")
    ] = None,
    push: Annotated[str | None, typer.Option(help="Hub repository to upload to.")] = None,
) -> None:
    """Put an adapter into its base model for good, with its tokenizer, template and model card."""
    from coveval_train.train import merging

    merging.merge(adapter, out, base, run or [])
    messages().print(f"wrote {out}")
    if push:
        messages().print(f"uploaded to {merging.push(out, push)}")


def _plans(found: "dict[str, Plan]", gpu: str) -> Table:
    columns = ("weights", "adapter", "gradients", "optimizer", "activations", "working", "total")
    table = Table(title="GiB on each device", title_justify="left")
    if not all(one.work for one in found.values()):
        table.caption = "no steps: the configuration's data is not there"
    table.add_column("configuration", no_wrap=True)
    for column in (*columns, gpu, "steps", "hours"):
        table.add_column(column)
    for name, one in found.items():
        numbers = [f"{getattr(one.memory, column) / 2**30:.1f}" for column in columns]
        steps = str(one.work.steps) if one.work else "–"
        hours = f"{one.work.seconds / 3600:.1f}" if one.work else ""
        table.add_row(name, *numbers, "fits" if one.fits else "does not fit", steps, hours)
    return table


def _show(found: "Preflight", console: Console) -> None:
    tokens = found.tokens
    console.print(
        f"begin {tokens.bos!r}, end {tokens.eos!r}, end of an answer {tokens.end_of_turn!r}, "
        f"padding {tokens.pad!r}",
        highlight=False,
        markup=False,
    )
    console.print(_coverage(found))
    if found.shares:
        console.print(_shares(found))
    console.print("The shortest sequence, with what is learnt in green:")
    for stretch in found.example:
        console.print(Text(stretch.text, "bold green" if stretch.learnt else "dim"), end="")
    console.print()
    schedule, disk = found.schedule, found.disk
    console.print(
        f"{schedule.steps} steps of {schedule.effective_batch} sequences: {schedule.epochs:.2f} "
        f"epochs of {schedule.sequences}. At most {disk.checkpoints} checkpoints of "
        f"{disk.checkpoint / 2**20:.0f} MiB; {disk.free / 2**30:.0f} GiB are free.",
        highlight=False,
    )
    for warning in found.warnings:
        console.print(Text(f"warning: {warning}", "yellow"))


def _coverage(found: "Preflight") -> Table:
    table = Table("source", "rows", "too long", "tokens", "with loss", "longest", "labels", "CWEs")
    for name, of in found.coverage.items():
        labels = ", ".join(f"{count} {label}" for label, count in of.labels.items())
        share = of.loss_tokens / of.tokens
        table.add_row(
            name,
            str(of.rows),
            str(found.too_long[name]),
            str(of.tokens),
            f"{of.loss_tokens} ({share:.1%})",
            str(of.longest),
            labels or "none",
            str(len(of.cwes)),
        )
    return table


def _shares(found: "Preflight") -> Table:
    table = Table("source", "weight", "wanted", "got", "rows", "repeats", "with loss")
    for share in found.shares:
        numbers = (share.got, share.rows, share.repeats, share.loss_tokens)
        wanted = f"{share.wanted:.1f}"
        table.add_row(share.source, f"{share.weight:g}", wanted, *map(str, numbers))
    return table
