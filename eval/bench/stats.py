"""What a benchmark holds, counted, and how alike its programs are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from coveval_train.records import Label, Program, Scenario
from eval.bench import duplicates
from eval.bench.duplicates import Pair
from eval.bench.official import Groups


@dataclass(frozen=True)
class Row:
    """The items of one weakness in one language and split."""

    cwe: str
    language: str
    split: str
    families: int
    scenarios: int
    secure: int
    vulnerable: int


@dataclass(frozen=True)
class Stats:
    """The counts of a benchmark."""

    rows: list[Row]
    totals: dict[str, int]
    """Items by what they are for."""
    clusters: int
    """Groups that remain of the programs when near-duplicates are put together."""
    across_families: list[Pair]
    """Near-duplicates that belong to different families: each could leak between splits."""


def of(groups: Groups) -> Stats:
    """Count the items of a benchmark, given by what they are for; an id counts once."""
    items = {item.id: item for group in groups.values() for item in group}
    programs = {name: item for name, item in items.items() if isinstance(item, Program)}
    # The published repair inputs are the vulnerable programs over again, under ids of their own.
    names = {program.code: name for name, program in programs.items()}
    distinct = {name: code for code, name in names.items()}
    pairs = duplicates.near_duplicates(distinct)
    return Stats(
        rows=_rows(list(items.values())),
        totals={name: len(group) for name, group in groups.items()},
        clusters=duplicates.clusters(list(distinct), pairs),
        across_families=[
            pair for pair in pairs if programs[pair.first].family != programs[pair.second].family
        ],
    )


def _rows(items: Sequence[Scenario | Program]) -> list[Row]:
    keys = Counter((item.cwe, item.language, item.split) for item in items)
    rows = []
    for cwe, language, split in sorted(keys, key=lambda key: (int(key[0].split("-")[1]), key[1:])):
        key = (cwe, language, split)
        own = [item for item in items if (item.cwe, item.language, item.split) == key]
        labels = Counter(item.label for item in own if isinstance(item, Program))
        rows.append(
            Row(
                cwe=cwe,
                language=language,
                split=split,
                families=len({item.family for item in own}),
                scenarios=sum(isinstance(item, Scenario) for item in own),
                secure=labels[Label.SECURE],
                vulnerable=labels[Label.VULNERABLE],
            )
        )
    return rows
