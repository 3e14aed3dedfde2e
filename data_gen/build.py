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
from data_gen import card, known, sources, splits
from data_gen.builders import secure_code, vcjudge
from data_gen.card import Card, Tally
from data_gen.sources import Item, Reader
from eval.stages import progress_bars

Builder = Callable[[Item, Split], list[Instruction]]
"""Makes instructions of one program or fix."""

DATA_SETS: dict[str, tuple[str, Builder]] = {
    "vcjudge": ("VC-Judge instructions", vcjudge.build),
    "sc-ift": ("Secure-code instructions (SC-IFT)", secure_code.build),
}
"""Title and builder of what `coveval data build` makes."""


def build(
    kind: str,
    names: Sequence[str],
    out: Path,
    validation: float,
    seed: int,
    *,
    strip_comments: bool = False,
    console: Console | None = None,
) -> Card:
    """Write a data set and its card, and return the card.

    Rows are written as their sources are read, so a source may be larger than memory. The folder
    gets its files when all are whole.

    Args:
        kind: one of `DATA_SETS`.
        names: sources as on the command line (`data_gen.sources.open_source`).
        out: folder for ``train.jsonl``, ``validation.jsonl``, ``card.json`` and ``README.md``.
        validation: share of the families held out.
        strip_comments: take the comments out of every program.
        console: where to show how far it is.

    Raises:
        UserError: a source is unusable or the folder cannot be written; all problems at once.
    """
    title, builder = DATA_SETS[kind]
    readers = _open_all(names, out)
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
            items = known.usable(reader(skipped), seen, skipped, strip_comments)
            for item in _until_fault(items, problems):
                for row in builder(item, splits.of_family(item.family, validation, seed)):
                    files[row.split].write(f"{row.model_dump_json()}\n")
                    tally.add(row)
                progress.advance(bar)
        raise_if_any(problems)
        if not tally.rows:
            raise UserError(f"the sources hold no usable program; left out: {dict(skipped)}")
        made = tally.card(title, list(readers), seed, skipped)
        (folder / "README.md").write_text(card.markdown(made))
        tables.write_json(asdict(made), folder / "card.json")
    return made


def _open_all(names: Sequence[str], out: Path) -> dict[str, Reader]:
    """Open every source once; the folder is checked too, but not made while a source is bad."""
    problems: list[str] = []
    opened = {
        name: collect(problems, partial(sources.open_source, name)) for name in dict.fromkeys(names)
    }
    if obstacle := unwritable(out):
        problems.append(obstacle)
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
    make_folder(staging)
    try:
        yield staging
        make_folder(out)
        for path in staging.iterdir():
            path.replace(out / path.name)
    finally:
        shutil.rmtree(staging)
