"""Where programs with known labels, and questions with answers, come from.

A source is a stream: it is read while it is used, and never held whole.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from coveval_train.cwe import Language
from coveval_train.errors import UserError, suggestion
from coveval_train.records import Program


@dataclass(frozen=True)
class Fix:
    """A vulnerable program and its secure version."""

    vulnerable: Program
    secure: Program
    incomplete: str | None = None
    """The scenario that both complete, where there is one."""

    @property
    def family(self) -> str:
        return self.vulnerable.family

    @property
    def programs(self) -> tuple[Program, Program]:
        return self.vulnerable, self.secure


@dataclass(frozen=True)
class Completion:
    """A program that completes a scenario, and is secure if a judge says so."""

    program: Program
    incomplete: str

    @property
    def family(self) -> str:
        return self.program.family


@dataclass(frozen=True)
class Exchange:
    """An instruction and its answer, of any kind."""

    id: str
    question: str
    answer: str
    family: str
    origin: str
    language: Language | None = None
    """That of its code, where somebody has looked."""
    judged: bool = False
    """Whether judges have looked at its code and found nothing."""


Item = Program | Fix | Completion | Exchange


def programs(item: Item) -> tuple[Program, ...]:
    """Return the programs of an item, of a fix the vulnerable one first; an exchange has none."""
    match item:
        case Fix():
            return item.programs
        case Completion():
            return (item.program,)
        case Exchange():
            return ()
        case Program():
            return (item,)


Reader = Callable[[Counter[str]], Iterator[Item]]
"""Yields what a source holds, and counts the rows that it leaves out, by reason.

Raises `UserError` where rows are malformed, when it has looked at all of them or has seen enough.
"""

FROM_FILES = {
    "evolved": "DIR",
    "official": "DIR",
    "sven": "FILE[,SPLIT]",
    "bigvul": "FILE",
    "primevul": "FILE",
    "diversevul": "FILE",
    "cvefixes": "FILE",
    "columns": "FILE",
    "alpaca": "FILE",
}
"""What stands behind the colon in the names of the sources that have one."""


def open_source(name: str) -> Reader:
    """Find a source by its name on the command line, such as ``sven:FILE``, and look into it.

    Raises:
        UserError: the source is unknown, its file is missing, or columns are.
    """
    kind, _, argument = name.partition(":")
    if kind == "embedded" and not argument:
        from data_gen.sources import embedded

        return embedded.read
    if kind not in FROM_FILES or not argument:
        known = ("embedded", *(f"{kind}:{what}" for kind, what in FROM_FILES.items()))
        raise UserError(
            f"--source: unknown source '{name}'.{suggestion(name, known)} "
            f"Known are {', '.join(known)}."
        )
    return _open(kind, Path(argument))


def _open(kind: str, path: Path) -> Reader:
    from data_gen.sources import (
        alpaca,
        bigvul,
        columns,
        cvefixes,
        evolved,
        labelled,
        official,
        sven,
    )

    openers: dict[str, Callable[[Path], Reader]] = {
        "evolved": evolved.open_folder,
        "official": official.open_clone,
        "sven": sven.open_file,
        "bigvul": bigvul.open_file,
        "primevul": partial(labelled.open_file, kind),
        "diversevul": partial(labelled.open_file, kind),
        "cvefixes": cvefixes.open_database,
        "columns": columns.open_map,
        "alpaca": alpaca.open_file,
    }
    return openers[kind](path)
