"""`coveval data decontaminate`: training data without what a benchmark asks about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from rich.console import Console

from coveval_train import tables
from coveval_train.errors import collect, raise_if_any
from coveval_train.records import Instruction, Program, Record, Scenario
from coveval_train.runs import make_folder
from eval.bench import contamination, official
from eval.bench.benchmark import Benchmark
from eval.bench.duplicates import TOKEN, Known
from eval.bench.ngrams import NGrams
from eval.stages import progress_bars

PARTS = ("completion", "programs")
"""Of a benchmark: the scenarios to complete, and the programs to repair, find out and classify."""


class Match(Record):
    """What one item of training data and one part of a benchmark have in common."""

    item: str
    part: str
    family: bool
    """Whether the part has items of the same family."""
    exact: str | None
    """An item of the part with the same code, white space aside."""
    ngrams: int
    """13-grams that the part has too."""
    telling_ngrams: int
    """Those of them that stand in one family of the part only."""
    ngrams_of: str | None
    """The item of the part that has the most of the telling ones."""
    similarity: float | None
    """The Jaccard index of 5-token shingles, where it is at least 0.7."""
    copy_of: str | None
    """The item of the part that it is of."""

    @property
    def contaminates(self) -> bool:
        """Whether an answer might be learnt from it; 13-grams of many families say nothing."""
        return bool(self.family or self.exact or self.telling_ngrams or self.copy_of)


@dataclass(frozen=True)
class Overlaps:
    """How many items of training data have something in common with one part of a benchmark."""

    families: int
    """Families that both have."""
    same_family: int
    exact: int
    any_ngram: int
    telling_ngram: int
    copies: int


@dataclass(frozen=True)
class Decontaminated:
    """What was found, and what is left."""

    against: str
    items: int
    left: int
    parts: dict[str, Overlaps]


@dataclass
class _Part:
    """A part of a benchmark in which training data is looked up."""

    name: str
    families: set[str] = field(default_factory=set)
    by_tokens: dict[tuple[str, ...], str] = field(default_factory=dict)
    ngrams: NGrams = field(default_factory=NGrams)
    known: Known = field(default_factory=Known)

    def add(self, item: Scenario | Program) -> None:
        self.families.add(item.family)
        self.by_tokens.setdefault(_tokens(item.code), item.id)
        self.ngrams.add(item.id, item.family, item.code)
        self.known.add(item.id, item.code)

    def match(self, row: Instruction | Scenario) -> Match:
        texts = [row.code] if isinstance(row, Scenario) else contamination.texts(row)
        exact = (self.by_tokens.get(_tokens(text)) for text in texts)
        pairs = [pair for text in texts for pair in self.known.similar(row.id, text)]
        nearest = max(pairs, key=lambda pair: pair.similarity, default=None)
        overlap = self.ngrams.overlap(texts)
        return Match(
            item=row.id,
            part=self.name,
            family=row.family in self.families,
            exact=next((item for item in exact if item), None),
            ngrams=overlap.shared,
            telling_ngrams=overlap.telling,
            ngrams_of=overlap.most_of,
            similarity=nearest.similarity if nearest else None,
            copy_of=nearest.first if nearest else None,
        )


def decontaminate(
    names: Sequence[str], bench: Benchmark, out: Path, console: Console
) -> Decontaminated:
    """Compare training data with a benchmark, and write what has nothing in common with it.

    The folder gets ``matches.jsonl`` (`Match`, of every item that has anything in common),
    ``clean.jsonl`` (the items that do not contaminate) and ``decontamination.json``.

    Args:
        names: files of instructions, or ``official:DIR`` for a clone's training scenarios.

    Raises:
        UserError: files are missing or malformed; all problems at once.
    """
    items = _read(names)
    make_folder(out)
    rows = [row for of in items for row in of]
    parts = _parts(bench)
    matches: list[Match] = []
    clean: list[Record] = []
    with progress_bars(console) as progress:
        for row in progress.track(rows, description="items compared"):
            found = [part.match(row) for part in parts]
            matches += [match for match in found if match.contaminates or match.ngrams]
            if not any(match.contaminates for match in found):
                clean.append(row)
    shared = {part.name: part.families & {row.family for row in rows} for part in parts}
    result = Decontaminated(
        against=bench.name,
        items=len(rows),
        left=len(clean),
        parts={name: _overlaps(name, matches, len(shared[name])) for name in PARTS},
    )
    tables.write(matches, out / "matches.jsonl")
    tables.write(clean, out / "clean.jsonl")
    tables.write_json(asdict(result), out / "decontamination.json")
    return result


def _read(names: Sequence[str]) -> list[Sequence[Instruction | Scenario]]:
    problems: list[str] = []
    found = [collect(problems, partial(_items, name)) for name in dict.fromkeys(names)]
    raise_if_any(problems)
    return [rows for rows in found if rows]


def _items(name: str) -> Sequence[Instruction | Scenario]:
    kind, _, folder = name.partition(":")
    if kind == official.ORIGIN and folder:
        return official.read(Path(folder)).training
    return tables.read(Path(name), Instruction)


def _parts(bench: Benchmark) -> list[_Part]:
    programs = list(bench.labelled.values())
    parts = []
    for name, items in zip(PARTS, (bench.scenarios, programs), strict=True):
        part = _Part(name)
        for item in items:
            part.add(item)
        parts.append(part)
    return parts


def _overlaps(name: str, matches: Sequence[Match], families: int) -> Overlaps:
    of = [match for match in matches if match.part == name]
    counts = Counter[str]()
    for match in of:
        counts["same_family"] += match.family
        counts["exact"] += match.exact is not None
        counts["any_ngram"] += match.ngrams > 0
        counts["telling_ngram"] += match.telling_ngrams > 0
        counts["copies"] += match.copy_of is not None
    return Overlaps(
        families=families,
        same_family=counts["same_family"],
        exact=counts["exact"],
        any_ngram=counts["any_ngram"],
        telling_ngram=counts["telling_ngram"],
        copies=counts["copies"],
    )


def _tokens(code: str) -> tuple[str, ...]:
    return tuple(TOKEN.findall(code))
