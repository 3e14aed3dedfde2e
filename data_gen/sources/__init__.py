"""Where programs with known labels come from."""

from dataclasses import dataclass, field
from pathlib import Path

from coveval_train.errors import UserError, suggestion
from coveval_train.records import Program


@dataclass(frozen=True)
class Corpus:
    """Programs of one source."""

    programs: list[Program]
    fixes: list[tuple[Program, Program]]
    """Pairs of a vulnerable program and its secure version."""
    skipped: dict[str, int] = field(default_factory=dict)
    """How many rows of the source were left out, by reason."""
    incomplete: dict[str, str] = field(default_factory=dict)
    """The scenario that a program completes, by the program's id, where there is one."""


def load(name: str) -> Corpus:
    """Read a source by its name on the command line, such as ``sven:FILE``.

    Raises:
        UserError: the source is unknown, or its file is missing or malformed.
    """
    kind, _, argument = name.partition(":")
    if kind == "embedded" and not argument:
        from data_gen.sources import embedded

        return embedded.load()
    if kind == "evolved" and argument:
        from data_gen.sources import evolved

        return evolved.load(Path(argument))
    if kind == "sven" and argument:
        from data_gen.sources import sven

        return sven.load(Path(argument))
    known = ("embedded", "evolved:DIR", "sven:FILE")
    raise UserError(
        f"--source: unknown source '{name}'.{suggestion(name, known)} Known are {', '.join(known)}."
    )
