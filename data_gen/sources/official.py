"""The published programs of detection and classification, from a clone of MurrayTom/CoV-Eval.

The paper trained VC-Judge on them (Mou et al., section 4.3). Whatever is trained on them cannot be
measured on the published benchmark; `coveval train check` says so.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from coveval_train.records import Program
from data_gen.sources import Reader
from eval.bench import official


def open_clone(folder: Path) -> Reader:
    """Open a clone.

    Raises:
        UserError: it is none, or files are not what its layout promises.
    """
    return partial(_read, official.read(folder).programs)


def _read(programs: list[Program], skipped: Counter[str]) -> Iterator[Program]:
    for program in programs:
        yield program.model_copy(update={"split": "train"})
