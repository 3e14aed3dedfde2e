"""Where programs with known labels come from.

A source is a stream: it is read while it is used, and never held whole.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

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


Item = Program | Fix
Reader = Callable[[Counter[str]], Iterator[Item]]
"""Yields what a source holds, and counts the rows that it leaves out, by reason.

Raises `UserError` where rows are malformed, when it has looked at all of them or has seen enough.
"""

FROM_FILES = {
    "evolved": "DIR",
    "official": "DIR",
    "sven": "FILE",
    "bigvul": "FILE",
    "primevul": "FILE",
    "diversevul": "FILE",
    "cvefixes": "FILE",
    "columns": "FILE",
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
    from data_gen.sources import bigvul, columns, cvefixes, evolved, labelled, official, sven

    openers: dict[str, Callable[[Path], Reader]] = {
        "evolved": evolved.open_folder,
        "official": official.open_clone,
        "sven": sven.open_file,
        "bigvul": bigvul.open_file,
        "primevul": partial(labelled.open_file, kind),
        "diversevul": partial(labelled.open_file, kind),
        "cvefixes": cvefixes.open_database,
        "columns": columns.open_map,
    }
    return openers[kind](path)
