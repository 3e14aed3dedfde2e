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


def _read(path: Path, skipped: Counter[str]) -> Iterator[Exchange]:
    source = path.name.partition(".")[0]
    for number, row in files.json_rows(path, Row):
        question, answer = row.instruction.strip(), row.output.strip()
        if not question or not answer:
            skipped["no instruction, or no answer"] += 1
            continue
        digest = hashlib.sha256(" ".join(question.split()).encode()).hexdigest()[:16]
        yield Exchange(
            id=f"{source}/{number}",
            question="\n\n".join(part for part in (question, row.input.strip()) if part),
            answer=answer,
            family=f"instruction/{digest}",
            origin=source,
        )
