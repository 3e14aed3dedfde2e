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


def load(name: str) -> Corpus:
    """Read a source by its name on the command line: ``embedded`` or ``sven:FILE``.

    Raises:
        UserError: the source is unknown, or its file is missing or malformed.
    """
    kind, _, argument = name.partition(":")
    if kind == "embedded" and not argument:
        from data_gen.sources import embedded

        return embedded.load()
    if kind == "sven" and argument:
        from data_gen.sources import sven

        return sven.load(Path(argument))
    known = ("embedded", "sven:FILE")
    raise UserError(
        f"--source: unknown source '{name}'.{suggestion(name, known)} Known are {', '.join(known)}."
    )
