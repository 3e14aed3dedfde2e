"""The card of a data set: what is in it, counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from coveval_train.records import Instruction

FIELDS = ("kind", "cwe", "language", "label", "source")


@dataclass(frozen=True)
class Card:
    """Counts of the instructions of a data set."""

    name: str
    sources: list[str]
    seed: int
    rows: dict[str, int]
    """By split."""
    families: dict[str, int]
    """By split; no family is in two."""
    counts: dict[str, dict[str, dict[str, int]]]
    """By field, value and split."""
    skipped: dict[str, int]
    """Rows of the sources that were left out, by reason."""


def make(
    name: str,
    sources: Sequence[str],
    seed: int,
    instructions: Sequence[Instruction],
    skipped: dict[str, int],
) -> Card:
    """Count the instructions of a data set."""
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for field in FIELDS:
        pairs = Counter((_value(row, field), row.split) for row in instructions)
        for (value, split), number in sorted(pairs.items()):
            counts.setdefault(field, {}).setdefault(value, {})[split] = number
    families = {(row.family, row.split) for row in instructions}
    return Card(
        name=name,
        sources=list(sources),
        seed=seed,
        rows=dict(Counter(row.split for row in instructions)),
        families=dict(Counter(split for _, split in families)),
        counts=counts,
        skipped=skipped,
    )


def markdown(card: Card) -> str:
    """Write a card as the README of the data set's folder."""
    splits = sorted(card.rows)
    lines = [
        f"# {card.name}",
        "",
        f"Sources: {', '.join(card.sources)}. Split by family with seed {card.seed}; no family is "
        "in two splits.",
        "",
        *_table("", splits, {"rows": card.rows, "families": card.families}),
    ]
    for field, values in card.counts.items():
        lines += ["", *_table(field, splits, values)]
    if card.skipped:
        lines += ["", "Left out:", ""]
        lines += [f"- {number} rows: {reason}" for reason, number in card.skipped.items()]
    return "\n".join(lines) + "\n"


def _value(row: Instruction, field: str) -> str:
    if field == "source":
        return row.origin.split()[0]
    return str(getattr(row, field))


def _table(field: str, splits: Sequence[str], rows: dict[str, dict[str, int]]) -> list[str]:
    lines = [f"| {field} | {' | '.join(splits)} |", f"|---|{'---:|' * len(splits)}"]
    for value, by_split in rows.items():
        numbers = " | ".join(str(by_split.get(split, 0)) for split in splits)
        lines.append(f"| {value} | {numbers} |")
    return lines
