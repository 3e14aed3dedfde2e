"""The questions of the four tasks, wherever they come from."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from coveval_train.errors import UserError
from coveval_train.records import Label, Program, Scenario, Task
from eval.bench import domain, official, suite
from eval.bench.domain import Domain
from eval.bench.official import Published
from eval.bench.suite import Family


@dataclass(frozen=True)
class Benchmark:
    """What a model is asked about."""

    name: str
    scenarios: list[Scenario]
    """To be completed."""
    repairs: list[Program]
    """To be repaired."""
    programs: list[Program]
    """To be found out and classified."""
    families: dict[str, Family] = field(default_factory=dict)
    """Those whose tests can judge an answer by running it, by their id."""
    templates: dict[Task, str] = field(default_factory=dict)
    """The published prompts, where they are asked in place of ours."""

    @property
    def labelled(self) -> dict[str, Program]:
        """Every program, by its id."""
        return {program.id: program for program in (*self.programs, *self.repairs)}

    def fingerprint(self) -> str:
        """Return the SHA-256 (first 12 digits) of all that decides questions and verdicts."""
        items = (*self.scenarios, *self.labelled.values())
        parts = [item.model_dump_json(exclude_none=True) for item in items]
        parts += suite.fingerprints(list(self.families.values())).values()
        parts += self.templates.values()
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def chosen(name: str, weaknesses: Iterable[str]) -> Benchmark:
    """Return what models and judges are evaluated on; of the embedded one never the train split.

    Args:
        name: ``embedded``, ``official:DIR`` or ``domain:DIR``.

    Raises:
        UserError: there is no such benchmark, or none such in the folder.
    """
    wanted = set(weaknesses)
    if folder := domain_folder(name):
        return of_domain(domain.read(folder), wanted)
    if folder := clone(name):
        return published(official.read(folder), wanted)
    return embedded(
        [one for one in suite.load() if one.about.split == "eval" and one.about.cwe in wanted]
    )


def domain_folder(name: str) -> Path | None:
    """Return the folder in ``domain:DIR``, or None for another benchmark."""
    kind, _, folder = name.partition(":")
    return Path(folder) if kind == domain.ORIGIN and folder else None


def clone(name: str) -> Path | None:
    """Return the folder in ``official:DIR``, or None for another benchmark.

    Raises:
        UserError: there is no such benchmark.
    """
    kind, _, folder = name.partition(":")
    if kind == official.ORIGIN and folder:
        return Path(folder)
    if name != suite.ORIGIN and domain_folder(name) is None:
        raise UserError(
            f"--bench: unknown benchmark '{name}'; there are '{suite.ORIGIN}', "
            f"'{official.ORIGIN}:DIR', DIR being a clone of MurrayTom/CoV-Eval, and "
            f"'{domain.ORIGIN}:DIR', DIR being what 'coveval data domain' wrote"
        )
    return None


def embedded(families: Sequence[Family]) -> Benchmark:
    """Return families as a benchmark with as many secure as vulnerable programs of each."""
    return Benchmark(
        name=suite.ORIGIN,
        scenarios=[family.scenario for family in families],
        repairs=[item for item in balanced(families) if item.label == Label.VULNERABLE],
        programs=balanced(families),
        families={family.id: family for family in families},
    )


def published(found: Published, weaknesses: Iterable[str]) -> Benchmark:
    """Return the published benchmark, of some weaknesses; it has no tests that could be run."""
    wanted = set(weaknesses)
    return Benchmark(
        name=official.ORIGIN,
        scenarios=[item for item in (*found.seeds, *found.evolved) if item.cwe in wanted],
        repairs=[item for item in found.repairs if item.cwe in wanted],
        programs=[item for item in found.programs if item.cwe in wanted],
    )


def of_domain(found: Domain, weaknesses: Iterable[str]) -> Benchmark:
    """Return a domain as a benchmark, of some weaknesses; it has no tests that could be run.

    Raises:
        UserError: it holds nothing of them.
    """
    wanted = set(weaknesses)
    programs = [item for item in found.programs if item.cwe in wanted]
    scenarios = [item for item in found.scenarios if item.cwe in wanted]
    if not programs and not scenarios:
        raise UserError(f"--cwe: the domain {found.about.name} holds nothing of those")
    return Benchmark(
        name=f"{domain.ORIGIN}:{found.about.name}",
        scenarios=scenarios,
        repairs=[
            item for item in programs if item.label == Label.VULNERABLE and item.part_of is None
        ],
        programs=programs,
    )


def limited(bench: Benchmark, families: int) -> Benchmark:
    """Return the part of a benchmark that is about the first families of each weakness."""
    by_cwe: dict[str, dict[str, None]] = {}
    for item in (*bench.scenarios, *bench.programs):
        by_cwe.setdefault(item.cwe, {})[item.family] = None
    kept = {name for names in by_cwe.values() for name in list(names)[:families]}
    return replace(
        bench,
        scenarios=[item for item in bench.scenarios if item.family in kept],
        repairs=[item for item in bench.repairs if item.family in kept],
        programs=[item for item in bench.programs if item.family in kept],
        families={name: family for name, family in bench.families.items() if name in kept},
    )


def balanced(families: Sequence[Family]) -> list[Program]:
    """Return the first references of each family, as many secure as vulnerable ones."""
    chosen = []
    for family in families:
        of = {label: [p for p in family.programs if p.label == label] for label in Label}
        share = min(map(len, of.values()))
        chosen += [program for label in Label for program in of[label][:share]]
    return chosen
