"""`coveval data evolve`: from the embedded seeds to a folder of evolved scenarios."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

from jinja2 import Environment
from rich.console import Console

from coveval_train import runs, tables
from coveval_train.records import Split
from data_gen.evolve import evolving, filters
from data_gen.evolve.evolving import Seed
from data_gen.evolve.lineage import Evolved
from data_gen.evolve.teaching import Teaching
from eval.bench import suite
from eval.bench.suite import Family
from eval.stages import progress_bars

SHOWN = 3
"""Scenarios of each kind in the report."""


@dataclass(frozen=True)
class Amounts:
    """How much to make."""

    seed: int
    rounds: int
    of_eval: int
    """Scenarios of each seed of the eval split."""
    of_train: int
    """Scenarios of each seed of the train split."""


@dataclass(frozen=True)
class Step:
    """One filter of the funnel."""

    filter: str
    rejected: int
    left: int


@dataclass(frozen=True)
class Funnel:
    """What became of all scenarios that were made."""

    made: int
    steps: list[Step]
    kept: dict[str, int]
    """By split."""
    programs: dict[str, int]
    """By split and label; all of them proven."""
    by_cwe: dict[str, dict[str, int]]
    """Kept and rejected."""
    by_change: dict[str, dict[str, int]]
    """Kept and rejected, by the last thing that was done."""


def evolve(
    weaknesses: Sequence[str], amounts: Amounts, teaching: Teaching, out: Path, console: Console
) -> Funnel:
    """Evolve the embedded benchmark's scenarios and write the folder.

    The folder holds ``scenarios.jsonl`` and ``rejected.jsonl`` (`data_gen.evolve.lineage`),
    ``programs.jsonl``, ``funnel.json``, ``report.html``, and what a later start goes on from:
    ``proofs.jsonl`` of the rules, ``answers.jsonl`` of a model.

    Raises:
        UserError: the folder holds something else, or the teacher cannot be used.
    """
    teaching.require()
    families = suite.load()
    chosen = [family for family in families if family.about.cwe in set(weaknesses)]
    settings = {**teaching.settings(), **asdict(amounts)}
    runs.open_run(out, {**settings, "families": suite.fingerprints(chosen)})
    teacher = teaching.start(out)
    held_out = {split: _code(families, split) for split in ("train", "eval")}
    seeds = [
        Seed(
            family=family,
            number=amounts.seed,
            rounds=amounts.rounds,
            wanted=amounts.of_eval if family.about.split == "eval" else amounts.of_train,
            held_out=held_out["train" if family.about.split == "eval" else "eval"],
        )
        for family in chosen
    ]
    with progress_bars(console) as progress:
        bar = progress.add_task("scenarios kept", total=sum(seed.wanted for seed in seeds))
        evolving.evolve(seeds, teacher, lambda number: progress.advance(bar, number))
    teacher.close()
    tables.write([item for seed in seeds for item in seed.kept], out / "scenarios.jsonl")
    tables.write([item for seed in seeds for item in seed.rejected], out / "rejected.jsonl")
    tables.write([item for seed in seeds for item in seed.programs], out / "programs.jsonl")
    funnel = count(seeds)
    tables.write_json(asdict(funnel), out / "funnel.json")
    tables.write_text(_report(funnel, seeds, settings), out / "report.html")
    return funnel


def count(seeds: Sequence[Seed]) -> Funnel:
    """Count what became of all scenarios."""
    kept = [item for seed in seeds for item in seed.kept]
    rejected = [item for seed in seeds for item in seed.rejected]
    left = made = len(kept) + len(rejected)
    by_filter = Counter(item.filter for item in rejected)
    steps = []
    for name in filters.ORDER:
        left -= by_filter[name]
        steps.append(Step(name, by_filter[name], left))
    programs = Counter(
        f"{item.split} {item.label.value}" for seed in seeds for item in seed.programs
    )
    return Funnel(
        made=made,
        steps=steps,
        kept=dict(sorted(Counter(item.scenario.split for item in kept).items())),
        programs=dict(sorted(programs.items())),
        by_cwe=_both(
            [item.scenario.cwe for item in kept], [item.scenario.cwe for item in rejected]
        ),
        by_change=_both([item.change for item in kept], [item.change for item in rejected]),
    )


def _both(kept: list[str], rejected: list[str]) -> dict[str, dict[str, int]]:
    return {
        name: {"kept": kept.count(name), "rejected": rejected.count(name)}
        for name in sorted({*kept, *rejected})
    }


def _code(families: Sequence[Family], split: Split) -> dict[str, str]:
    """Return every scenario and program of a split, by its id."""
    return {
        item.id: item.code
        for family in families
        if family.about.split == split
        for item in (family.scenario, *family.programs)
    }


def _report(funnel: Funnel, seeds: Sequence[Seed], settings: dict[str, object]) -> str:
    template = resources.files("data_gen.evolve").joinpath("report.html.j2").read_text()
    kept = [item for seed in seeds for item in seed.kept]
    rejected: dict[str, list[Evolved]] = {}
    for item in (item for seed in seeds for item in seed.rejected):
        rejected.setdefault(item.filter, []).append(item)
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template).render(
        funnel=funnel,
        settings=settings,
        kept=kept[:: max(1, len(kept) // SHOWN)][:SHOWN],
        rejected={name: items[:SHOWN] for name, items in rejected.items()},
    )
