"""The card of a data set: what is in it, counted."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from coveval_train.records import Instruction
from data_gen.screening import Rejected, Screening
from eval.oracles.wording import Wording

SHOWN = 10
"""Rejected items in the README."""
FIELDS = ("kind", "cwe", "language", "label", "label_source", "source")


@dataclass(frozen=True)
class Choices:
    """What is left out of a data set, and what is held out of its training split."""

    validation: float
    """Share of the families in the validation split."""
    seed: int
    """Decides which families they are."""
    strip_comments: bool = False
    without: tuple[str, ...] = ()
    """Weaknesses of which nothing is used, so that a model can be measured on them as unseen."""
    wording: Wording = "plain"
    """How VC-Judge's judgments are asked for."""


@dataclass(frozen=True)
class Card:
    """Counts of the instructions of a data set."""

    name: str
    sources: list[str]
    choices: Choices
    rows: dict[str, int]
    """By split."""
    families: dict[str, int]
    """By split; no family is in two."""
    counts: dict[str, dict[str, dict[str, int]]]
    """By field, value and split."""
    skipped: dict[str, int]
    """Rows of the sources that were left out, by reason."""
    screening: Screening | None
    """What judges said of answers that no test has judged, where there are judges."""


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

    def card(
        self,
        name: str,
        sources: Sequence[str],
        choices: Choices,
        skipped: Counter[str],
        screening: Screening | None = None,
    ) -> Card:
        """Return the counts so far as a card."""
        counts: dict[str, dict[str, dict[str, int]]] = {}
        for of, counter in self.values.items():
            for (value, split), number in sorted(counter.items()):
                counts.setdefault(of, {}).setdefault(value, {})[split] = number
        return Card(
            name=name,
            sources=list(sources),
            choices=choices,
            rows=dict(sorted(self.rows.items())),
            families={split: len(of) for split, of in sorted(self.families.items())},
            counts=counts,
            skipped=dict(skipped.most_common()),
            screening=screening,
        )


def markdown(card: Card) -> str:
    """Write a card as the README of the data set's folder."""
    splits = sorted(card.rows)
    lines = [
        f"# {card.name}",
        "",
        f"Sources: {', '.join(card.sources)}. Split by family with seed {card.choices.seed}; no "
        "family is in two splits.",
        "",
        *_table("", splits, {"rows": card.rows, "families": card.families}),
    ]
    for of, values in card.counts.items():
        lines += ["", *_table(of, splits, values)]
    if card.skipped:
        lines += ["", "Left out:", ""]
        lines += [f"- {number} rows: {reason}" for reason, number in card.skipped.items()]
    if card.choices.without:
        lines += ["", f"Nothing is of {', '.join(card.choices.without)}."]
    if card.screening:
        lines += _judged(card.screening)
    return "\n".join(lines) + "\n"


def _judged(found: Screening) -> list[str]:
    lines = [
        "",
        "## What judges say",
        "",
        f"{found.judged} answers have code in C or Python that a judge reads, {found.not_judged} "
        f"have none. {found.rejected} are left out (`rejected.jsonl`): those that a judge calls "
        "vulnerable, and a model's completions that none calls secure. What each says of the "
        "programs that it reads:",
        "",
        "| judge | programs | vulnerable | share | undecided |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, share in found.by_judge.items():
        lines.append(
            f"| {name} | {share.asked} | {share.vulnerable} | "
            f"{share.vulnerable / share.asked:.1%} | {share.undecided} |"
        )
    return lines


def sample(rejected: Sequence[Rejected]) -> str:
    """Show some of what judges called vulnerable, for the README: the first and others between."""
    if not rejected:
        return ""
    lines = ["", "## Some of what was left out"]
    for one in rejected[:: max(1, len(rejected) // SHOWN)][:SHOWN]:
        said = [f"- {name}: {why or 'vulnerable'}" for name, why in one.judges.items()]
        said = said or ["- no judge could tell"]
        # Longer than any fence in the code.
        lines += ["", f"`{one.item}`", "", *said, "", "``````", one.code.rstrip(), "``````"]
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
