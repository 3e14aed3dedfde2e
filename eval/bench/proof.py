"""Proving the labels of the benchmark's references by running them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from rich.console import Console
from rich.progress import track

from eval.bench.suite import Family
from eval.oracles import executable
from eval.sandbox import bubblewrap
from eval.stages import workers

BROKEN = "broken"


@dataclass(frozen=True)
class Proof:
    """What running one reference showed."""

    program: str
    label: str
    """``secure``, ``vulnerable`` or ``broken``."""
    works: bool
    outcome: str
    proven: bool
    """It works, and the attacks came out as its label says; if broken, it builds and fails."""
    detail: str


def prove(families: Sequence[Family], console: Console) -> list[Proof]:
    """Run every reference of the families, several at a time, with a progress bar.

    Raises:
        UserError: nothing can be executed on this machine.
    """
    bubblewrap.require()
    claims = [claim for family in families for claim in _claims(family)]
    with ThreadPoolExecutor(workers()) as pool:
        proofs = pool.map(lambda claim: _prove(*claim), claims)
        return list(track(proofs, "programs proven", total=len(claims), console=console))


def _claims(family: Family) -> list[tuple[Family, str, str, str]]:
    """Return the family with the id, label and code of each of its programs."""
    labelled = [(family, item.id, item.label.value, item.code) for item in family.programs]
    return labelled + [(family, name, BROKEN, code) for name, code in family.broken.items()]


def _prove(family: Family, name: str, label: str, code: str) -> Proof:
    execution = executable.execute(family, code, until_fault=True)
    if label == BROKEN:
        proven = execution.built and not execution.works
    else:
        proven = execution.works and execution.outcome.value == label
    return Proof(
        program=name,
        label=label,
        works=execution.works,
        outcome=execution.outcome.value,
        proven=proven,
        detail=execution.detail,
    )
