"""Instructions in Alpaca's form, which CodeAlpaca's are in too: GC-IFT and G-IFT.

Alpaca: Taori et al., 2023 (github.com/tatsu-lab/stanford_alpaca). CodeAlpaca: Chaudhary, 2023
(github.com/sahil280114/codealpaca). A family is an instruction, with whatever input.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pydantic import BaseModel

from data_gen.sources import Exchange, Reader, files

EMPTY = "no instruction, or no answer"


class Row(BaseModel):
    """The fields of a row that are used."""

    instruction: str
    output: str
    input: str = ""


def open_file(path: Path) -> Reader:
    """Open a JSON array (``.json``) or JSON Lines, plain or compressed with gzip.

    Rows without an instruction or an answer are left out and counted.

    Raises:
        UserError: the file is missing or lacks keys.
    """
    files.require_json_keys(path, Row)
    return partial(_read, path)


def exchange(source: str, number: int, question: str, given: str, answer: str) -> Exchange | None:
    """Return a row as an exchange, or None if it has no instruction or no answer.

    Args:
        given: what the instruction is about.
    """
    question, answer = question.strip(), answer.strip()
    if not question or not answer:
        return None
    digest = hashlib.sha256(" ".join(question.split()).encode()).hexdigest()[:16]
    return Exchange(
        id=f"{source}/{number}",
        question="\n\n".join(part for part in (question, given.strip()) if part),
        answer=answer,
        family=f"instruction/{digest}",
        origin=source,
    )


def _read(path: Path, skipped: Counter[str]) -> Iterator[Exchange]:
    source = path.name.partition(".")[0]
    for number, row in files.json_rows(path, Row):
        made = exchange(source, number, row.instruction, row.input, row.output)
        if made is None:
            skipped[EMPTY] += 1
        else:
            yield made
