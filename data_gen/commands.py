"""`coveval data`: making training data."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markdown import Markdown
from rich.table import Column, Table

from coveval_train.cli import JsonFlag, emit, messages
from coveval_train.errors import collect, raise_if_any
from coveval_train.llm import batching

if TYPE_CHECKING:
    from data_gen.decontamination import Decontaminated
    from data_gen.evolve.pipeline import Funnel
    from eval.bench.domain import About

app = typer.Typer()
data_app = typer.Typer(no_args_is_help=True)
app.add_typer(data_app, name="data", help="Make training data.")


class DataSet(StrEnum):
    """What can be built; see `data_gen.build.DATA_SETS`."""

    VCJUDGE = "vcjudge"
    SC_IFT = "sc-ift"
    VD_IFT = "vd-ift"
    REPAIR = "repair"
    GC_IFT = "gc-ift"
    G_IFT = "g-ift"


class Worded(StrEnum):
    """See `eval.oracles.wording.Wording`."""

    PLAIN = "plain"
    FEW_SHOT = "few-shot"
    ANALYSIS = "analysis"


class Long(StrEnum):
    """What becomes of programs that are too long; see `data_gen.domains.building.Long`."""

    AROUND = "around"
    WINDOW = "window"
    LEAVE_OUT = "leave-out"


@data_app.command()
def build(
    kind: Annotated[
        DataSet,
        typer.Argument(
            help="vcjudge: judgment, classification, repair. sc-ift: completions and generations "
            "of secure programs, beside the vulnerable ones. vd-ift: detection, classification. "
            "repair: of vulnerable programs. gc-ift, g-ift: answers as they are."
        ),
    ],
    source: Annotated[
        list[str],
        typer.Option(
            help="'embedded', 'evolved:DIR' (from 'coveval data evolve'), 'official:DIR' (a clone "
            "of MurrayTom/CoV-Eval), 'sven:FILE', 'bigvul:FILE', 'primevul:FILE', "
            "'diversevul:FILE', 'cvefixes:FILE', or 'columns:FILE', a YAML file with the columns "
            "of any data set; for gc-ift and g-ift 'alpaca:FILE'; may be repeated.",
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for train.jsonl, validation.jsonl and card.")],
    validation: Annotated[
        float, typer.Option(min=0.0, max=0.9, help="Share of the families to hold out.")
    ] = 0.2,
    seed: Annotated[int, typer.Option(help="Decides which families are held out.")] = 0,
    strip_comments: Annotated[
        bool, typer.Option(help="Take the comments out of every program.")
    ] = False,
    without_cwe: Annotated[
        list[str] | None,
        typer.Option(help="Use nothing of this weakness, to measure it as unseen; repeatable."),
    ] = None,
    wording: Annotated[
        Worded,
        typer.Option(
            help="vcjudge: how judgments are asked for; with examples of the weakness, or with an "
            "analysis that quotes what a fix changed."
        ),
    ] = Worded.PLAIN,
    judge: Annotated[
        list[str] | None,
        typer.Option(
            help="Leaves out what it calls vulnerable of answers that no test has judged: an "
            "analyser, or a model as for 'coveval eval'; may be repeated."
        ),
    ] = None,
    batch_tokens: Annotated[
        int, typer.Option(min=1, help="Tokens in a judge's memory at once.")
    ] = batching.BUDGET,
    json: JsonFlag = False,
) -> None:
    """Turn programs, or instructions and answers, into training data."""
    from coveval_train import cwe as weaknesses
    from data_gen import build as building
    from data_gen import card
    from eval import judges as naming

    problems: list[str] = []
    without = collect(problems, lambda: weaknesses.chosen(without_cwe) if without_cwe else ())
    judges = collect(problems, lambda: naming.parse(judge, batch_tokens) if judge else None)
    if wording != Worded.PLAIN and kind != DataSet.VCJUDGE:
        problems.append(f"--wording: only vcjudge has judgments, and this is {kind.value}")
    raise_if_any(problems)
    choices = card.Choices(validation, seed, strip_comments, tuple(without or ()), wording.value)
    made = building.build(kind, source, out, choices, judges, messages())
    messages().print(f"wrote {out}")
    emit(made, json, lambda console: console.print(Markdown(card.markdown(made))))


@data_app.command()
def evolve(
    out: Annotated[Path, typer.Option(help="Folder; a later start goes on with what is there.")],
    teacher: Annotated[
        str,
        typer.Option(
            help="Who rewrites: 'rules', which needs no model; a model's folder or hub id; or "
            "URL,SERVED[,KEY_VARIABLE] of an OpenAI-compatible endpoint."
        ),
    ],
    seed: Annotated[int, typer.Option(help="Decides what is drawn.")] = 0,
    rounds: Annotated[int, typer.Option(min=1, help="Times that a scenario is rewritten.")] = 3,
    of_eval: Annotated[int, typer.Option(min=0, help="Scenarios of each eval seed.")] = 5,
    of_train: Annotated[int, typer.Option(min=0, help="Scenarios of each train seed.")] = 18,
    cwe: Annotated[list[str] | None, typer.Option(help="Only this weakness; repeatable.")] = None,
    temperature: Annotated[float, typer.Option(min=0, help="Of a model; 0 is greedy.")] = 0.8,
    concurrency: Annotated[
        int, typer.Option(min=1, help="Endpoint: the most requests at one time.")
    ] = 8,
    budget_tokens: Annotated[
        int | None, typer.Option(min=1, help="Stop when a model has generated so many tokens.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Make new scenarios of the embedded ones (Vul-Evol); rules prove programs for each."""
    from coveval_train import cwe as weaknesses
    from coveval_train.llm.decoding import Decoding
    from data_gen.evolve import pipeline, teaching

    problems: list[str] = []
    chosen = collect(problems, lambda: weaknesses.chosen(cwe))
    model = collect(problems, lambda: teaching.parse(teacher, concurrency))
    raise_if_any(problems)
    assert chosen is not None
    decoding = Decoding(temperature=temperature, seed=seed)
    funnel = pipeline.evolve(
        chosen,
        pipeline.Amounts(seed, rounds, of_eval, of_train),
        teaching.Teaching(model, decoding, budget_tokens),
        out,
        messages(),
    )
    messages().print(f"wrote {out}")
    emit(funnel, json, lambda console: console.print(_table(funnel)))


@data_app.command()
def domain(
    source: Annotated[
        list[str],
        typer.Option(
            help="As for 'coveval data build', such as 'sven:FILE,val' or 'primevul:FILE'; or "
            "'securityeval:FILE'; or 'columns:FILE' with a column of prompts; may be repeated."
        ),
    ],
    out: Annotated[Path, typer.Option(help="The domain's folder, whose name it gets.")],
    longest: Annotated[
        int, typer.Option(min=1, help="Characters of a program at most; longer ones are cut.")
    ] = 6000,
    long: Annotated[
        Long,
        typer.Option(
            help="Cut long functions around what a fix changed, ask about them window by window, "
            "or leave them out."
        ),
    ] = Long.AROUND,
    json: JsonFlag = False,
) -> None:
    """Make a benchmark of real code, to be named as --bench domain:DIR."""
    from data_gen.domains import building

    about = building.build(source, out, longest, long.value, messages()).about
    messages().print(f"wrote {out}")
    emit(about, json, lambda console: console.print(_contents(about)))


@data_app.command()
def decontaminate(
    data: Annotated[
        list[str],
        typer.Argument(
            help="Files of instructions, or 'official:DIR' for the training scenarios of a clone "
            "of MurrayTom/CoV-Eval."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the matches and what is clean.")],
    bench: Annotated[
        str,
        typer.Option(help="What must not be learnt: 'embedded', 'official:DIR' or 'domain:DIR'."),
    ] = "embedded",
    json: JsonFlag = False,
) -> None:
    """Take out what a benchmark asks about: families, equal code, 13-grams, near-duplicates."""
    from coveval_train import cwe as weaknesses
    from data_gen import decontamination
    from eval.bench import benchmark

    against = benchmark.chosen(bench, weaknesses.chosen(None))
    found = decontamination.decontaminate(data, against, out, messages())
    messages().print(f"wrote {out}")
    emit(found, json, lambda console: console.print(_overlaps(found)))


def _contents(about: "About") -> Table:
    table = Table("of the sources", Column("rows", justify="right"))
    for name, count in {**about.counts, **about.left_out}.items():
        table.add_row(name, str(count))
    return table


def _overlaps(found: "Decontaminated") -> Table:
    table = Table("of all items", *(Column(part, justify="right") for part in found.parts))
    names = {
        "same_family": "of a family that is asked about",
        "exact": "the same code",
        "any_ngram": "a 13-gram shared",
        "telling_ngram": "a 13-gram of one family shared",
        "copies": "near-duplicates",
    }
    table.add_row("families shared", *(str(of.families) for of in found.parts.values()))
    for field, meaning in names.items():
        table.add_row(meaning, *(str(getattr(of, field)) for of in found.parts.values()))
    table.caption = f"{found.left} of {found.items} items have nothing in common with either"
    return table


def _table(funnel: "Funnel") -> Table:
    table = Table("filter", Column("rejected", justify="right"), Column("left", justify="right"))
    table.add_row("made", "", str(funnel.made))
    for step in funnel.steps:
        table.add_row(step.filter, str(step.rejected), str(step.left))
    return table
