"""Proving the labels of the benchmark's references by running them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from rich.console import Console
from rich.progress import track

from coveval_train.records import Program
from eval.bench.suite import Family
from eval.oracles import executable
from eval.sandbox import bubblewrap
from eval.stages import workers


@dataclass(frozen=True)
class Proof:
    """What running one reference showed."""

    program: str
    label: str
    works: bool
    outcome: str
    proven: bool
    """It works, and the attacks came out as its label says."""
    detail: str


def prove(families: Sequence[Family], console: Console) -> list[Proof]:
    """Run every reference of the families, several at a time, with a progress bar.

    Raises:
        UserError: nothing can be executed on this machine.
    """
    bubblewrap.require()
    pairs = [(family, program) for family in families for program in family.programs]
    with ThreadPoolExecutor(workers()) as pool:
        proofs = pool.map(lambda pair: _prove(*pair), pairs)
        return list(track(proofs, "programs proven", total=len(pairs), console=console))


def _prove(family: Family, program: Program) -> Proof:
    execution = executable.execute(family, program.code)
    return Proof(
        program=program.id,
        label=program.label.value,
        works=execution.works,
        outcome=execution.outcome.value,
        proven=execution.works and execution.outcome.value == program.label.value,
        detail=execution.detail,
    )
