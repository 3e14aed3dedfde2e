"""Building a data set's folder from its sources, row by row."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path

from rich.console import Console

from coveval_train import tables
from coveval_train.errors import UserError, collect, raise_if_any
from coveval_train.records import Instruction, Split
from coveval_train.runs import make_folder, unwritable
from data_gen import card, known, screening, sources, splits
from data_gen.builders import detection, general, repair, secure_code, vcjudge
from data_gen.card import Card, Choices, Tally
from data_gen.screening import Screen
from data_gen.sources import Completion, Item, Reader
from eval.judges import Judges
from eval.stages import progress_bars

Builder = Callable[[Item, Split], list[Instruction]]
"""Makes instructions of one program or fix."""

DATA_SETS: dict[str, tuple[str, Builder]] = {
    "vcjudge": ("VC-Judge instructions", vcjudge.build),
    "sc-ift": ("Secure-code instructions (SC-IFT)", secure_code.build),
    "vd-ift": ("Vulnerability-detection instructions (VD-IFT)", detection.build),
    "repair": ("Repair instructions", repair.build),
    "gc-ift": ("General-code instructions (GC-IFT)", general.build),
    "g-ift": ("General instructions (G-IFT)", general.build),
}
"""Title and builder of what `coveval data build` makes."""


def build(
    kind: str,
    names: Sequence[str],
    out: Path,
    choices: Choices,
    judges: Judges | None = None,
    console: Console | None = None,
) -> Card:
    """Write a data set and its card, and return the card.

    Rows are written as their sources are read, so a source may be larger than memory. The folder
    gets its files when all are whole; only what judges say is kept there as it comes.

    Args:
        kind: one of `DATA_SETS`.
        names: sources as on the command line (`data_gen.sources.open_source`).
        out: folder for ``train.jsonl``, ``validation.jsonl``, ``card.json`` and ``README.md``; with
            judges also for ``rejected.jsonl`` (`screening.Rejected`) and ``opinions.jsonl``.
        judges: who looks at answers that no test has judged; see `screening`.
        console: where to show how far it is.

    Raises:
        UserError: a source or a judge is unusable or the folder cannot be written; all problems at
            once.
    """
    title, builder = DATA_SETS[kind]
    if kind == "vcjudge":
        builder = partial(vcjudge.build, wording=choices.wording)
    readers = _open_all(names, out, judges)
    screen = _screen(judges, out)
    tally, skipped, problems = Tally(), Counter[str](), list[str]()
    bars = progress_bars(console or Console(quiet=True))
    with _staged(out) as folder, ExitStack() as stack, bars as progress:
        files = {
            split: stack.enter_context((folder / f"{split}.jsonl").open("w", encoding="utf-8"))
            for split in ("train", "validation")
        }
        seen = known.Programs()
        for name, reader in readers.items():
            bar = progress.add_task(name, total=None)
            wanted = _wanted(reader(skipped), choices.without, skipped)
            items = known.usable(wanted, seen, skipped, choices.strip_comments)
            passing = screen.passing(items) if screen else _labelled(items, name)
            for item in _until_fault(passing, problems):
                split = splits.of_family(item.family, choices.validation, choices.seed)
                for row in builder(item, split):
                    files[row.split].write(f"{row.model_dump_json()}\n")
                    tally.add(row)
                progress.advance(bar)
        raise_if_any(problems)
        if not tally.rows:
            raise UserError(_nothing(kind, skipped, screen))
        made = tally.card(title, list(readers), choices, skipped, screen and screen.result())
        rejected = screen.rejected if screen else []
        if screen:
            tables.write(rejected, folder / "rejected.jsonl")
        tables.write_text(card.markdown(made) + card.sample(rejected), folder / "README.md")
        tables.write_json(asdict(made), folder / "card.json")
    return made


def _screen(judges: Judges | None, out: Path) -> Screen | None:
    if judges is None:
        return None
    make_folder(out)
    return Screen(judges, out / "opinions.jsonl")


def _wanted(items: Iterator[Item], without: Sequence[str], skipped: Counter[str]) -> Iterator[Item]:
    """Yield what is of none of the weaknesses to leave out."""
    for item in items:
        unwanted = {program.cwe for program in sources.programs(item)} & set(without)
        if unwanted:
            skipped[f"{', '.join(unwanted)} is left out"] += 1
        else:
            yield item


def _labelled(items: Iterator[Item], source: str) -> Iterator[Item]:
    """Yield items; raise `UserError` at one that only a judge can call secure."""
    for item in items:
        if isinstance(item, Completion):
            raise UserError(f"{source}: a model's completions have no label; choose a --judge")
        yield item


def _nothing(kind: str, skipped: Counter[str], screen: Screen | None) -> str:
    reasons = ", ".join(f"{number} x {reason}" for reason, number in skipped.most_common())
    rejected = f"; {len(screen.rejected)} called vulnerable" if screen and screen.rejected else ""
    return f"the sources hold nothing for {kind}; left out: {reasons or 'nothing'}{rejected}"


def _open_all(names: Sequence[str], out: Path, judges: Judges | None) -> dict[str, Reader]:
    """Open every source once; the folder is checked too, but not made while a source is bad."""
    problems: list[str] = []
    opened = {
        name: collect(problems, partial(sources.open_source, name)) for name in dict.fromkeys(names)
    }
    if obstacle := unwritable(out):
        problems.append(obstacle)
    if judges:
        collect(problems, partial(screening.require, judges))
    raise_if_any(problems)
    return {name: reader for name, reader in opened.items() if reader}


def _until_fault(items: Iterator[Item], problems: list[str]) -> Iterator[Item]:
    """Yield a source's items; its problems are kept, so that those of others are told with them."""
    try:
        yield from items
    except UserError as error:
        problems += error.problems


@contextmanager
def _staged(out: Path) -> Iterator[Path]:
    """Yield a folder whose files replace those of another one, if nothing fails."""
    staging = out.with_name(f".{out.name}.partial")
    shutil.rmtree(staging, ignore_errors=True)
    make_folder(staging)
    try:
        yield staging
        make_folder(out)
        for path in staging.iterdir():
            path.replace(out / path.name)
    finally:
        shutil.rmtree(staging)
