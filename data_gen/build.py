"""Building a data set's folder from its sources."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from coveval_train import tables
from coveval_train.errors import UserError, collect, raise_if_any
from coveval_train.records import Instruction, Split
from coveval_train.runs import make_folder, unwritable
from data_gen import card, sources, splits
from data_gen.builders import secure_code as secure_code_builder
from data_gen.builders import vcjudge as vcjudge_builder
from data_gen.card import Card
from data_gen.sources import Corpus


def vcjudge(names: Sequence[str], out: Path, validation: float, seed: int) -> Card:
    """Write VC-Judge's training data and its card, and return the card; see `_build`."""
    return _build("VC-Judge instructions", vcjudge_builder.build, names, out, validation, seed)


def secure_code(names: Sequence[str], out: Path, validation: float, seed: int) -> Card:
    """Write secure completions (SC-IFT) and their card, and return the card; see `_build`."""
    title = "Secure-code instructions (SC-IFT)"
    return _build(title, secure_code_builder.build, names, out, validation, seed)


def _build(
    title: str,
    builder: Callable[[Corpus, dict[str, Split]], list[Instruction]],
    names: Sequence[str],
    out: Path,
    validation: float,
    seed: int,
) -> Card:
    """Write a data set and its card, and return the card.

    Args:
        names: sources as on the command line (`data_gen.sources.load`).
        out: folder for ``train.jsonl``, ``validation.jsonl``, ``card.json`` and ``README.md``.
        validation: share of the families held out.

    Raises:
        UserError: a source is unusable or the folder cannot be written; all problems at once.
    """
    corpora = _load_all(names, out)
    skipped = sum((Counter(corpus.skipped) for corpus in corpora), Counter())
    if not any(corpus.programs for corpus in corpora):
        raise UserError(f"the sources hold no usable program; left out: {dict(skipped)}")
    make_folder(out)
    families = {program.family for corpus in corpora for program in corpus.programs}
    places = splits.by_family(families, validation, seed)
    instructions = [row for corpus in corpora for row in builder(corpus, places)]
    made = card.make(title, names, seed, instructions, dict(skipped))
    for split in ("train", "validation"):
        rows = [row for row in instructions if row.split == split]
        tables.write(rows, out / f"{split}.jsonl")
    (out / "README.md").write_text(card.markdown(made))
    tables.write_json(asdict(made), out / "card.json")
    return made


def _load_all(names: Sequence[str], out: Path) -> list[Corpus]:
    """Load every source once; the folder is checked too, but not made while a source is bad."""
    problems: list[str] = []
    loaded = [collect(problems, partial(sources.load, name)) for name in dict.fromkeys(names)]
    if problems and (obstacle := unwritable(out)):
        problems.append(obstacle)
    raise_if_any(problems)
    return [corpus for corpus in loaded if corpus]
