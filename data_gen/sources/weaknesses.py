"""Which of the 18 weaknesses a CWE id of another data set stands for.

A descendant in MITRE's hierarchy stands for its nearest ancestor among the 18; none has two. The
hierarchy's source is named in ``weaknesses.yaml``.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

import yaml

from coveval_train import cwe

_ID = re.compile(r"CWE-0*(\d+)", re.I)


def find(texts: str | Iterable[str]) -> str | None:
    """Return the weakness that the first known id in a text, or in several, stands for, or None."""
    text = texts if isinstance(texts, str) else " ".join(texts)
    known = _by_number()
    numbers = (int(found[1]) for found in _ID.finditer(text))
    return next((known[number] for number in numbers if number in known), None)


@cache
def _by_number() -> dict[int, str]:
    text = resources.files("data_gen.sources").joinpath("weaknesses.yaml").read_text()
    below: dict[str, list[int]] = yaml.safe_load(text)
    known = {weakness.number: weakness.id for weakness in cwe.WEAKNESSES}
    return known | {number: name for name, numbers in below.items() for number in numbers}
