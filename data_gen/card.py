"""The card of a data set: what is in it, counted."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from coveval_train.records import Instruction

FIELDS = ("kind", "cwe", "language", "label", "label_source", "source")


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


@dataclass
class Tally:
    """Counts instructions one by one."""

    rows: Counter[str] = field(default_factory=Counter)
    families: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    values: dict[str, Counter[tuple[str, str]]] = field(
        default_factory=lambda: {name: Counter() for name in FIELDS}
    )

    def add(self, row: Instruction) -> None:
        self.rows[row.split] += 1
        self.families[row.split].add(row.family)
        for name, counter in self.values.items():
            counter[_value(row, name), row.split] += 1

    def card(self, name: str, sources: Sequence[str], seed: int, skipped: Counter[str]) -> Card:
        """Return the counts so far as a card."""
        counts: dict[str, dict[str, dict[str, int]]] = {}
        for of, counter in self.values.items():
            for (value, split), number in sorted(counter.items()):
                counts.setdefault(of, {}).setdefault(value, {})[split] = number
        return Card(
            name=name,
            sources=list(sources),
            seed=seed,
            rows=dict(sorted(self.rows.items())),
            families={split: len(of) for split, of in sorted(self.families.items())},
            counts=counts,
            skipped=dict(skipped.most_common()),
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
    for of, values in card.counts.items():
        lines += ["", *_table(of, splits, values)]
    if card.skipped:
        lines += ["", "Left out:", ""]
        lines += [f"- {number} rows: {reason}" for reason, number in card.skipped.items()]
    return "\n".join(lines) + "\n"


def _value(row: Instruction, of: str) -> str:
    if of == "source":
        return row.origin.split()[0]
    return str(getattr(row, of))


def _table(of: str, splits: Sequence[str], rows: dict[str, dict[str, int]]) -> list[str]:
    lines = [f"| {of} | {' | '.join(splits)} |", f"|---|{'---:|' * len(splits)}"]
    for value, by_split in rows.items():
        numbers = " | ".join(str(by_split.get(split, 0)) for split in splits)
        lines.append(f"| {value} | {numbers} |")
    return lines
