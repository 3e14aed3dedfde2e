"""Whether a program is in C or Python, by the name of its file or by what stands in it."""

import re
from pathlib import PurePosixPath

from coveval_train.cwe import Language

SUFFIXES: dict[str, Language] = {".c": "c", ".h": "c", ".py": "python"}
NAMES: dict[str, Language] = {"c": "c", "python": "python", "py": "python"}
"""What other data sets call them, in lower case."""

_TEXT = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
_CPP = re.compile(
    r"::|\btemplate\s*<|\b(?:static|dynamic|const|reinterpret)_cast\s*<|\bnullptr\b"
    r"|\b(?:public|private|protected)\s*:|\bnamespace\s+\w+\s*\{|\boperator\s*[-+=*/<>\[(]"
    r"|\bcatch\s*\(|\bnew\s+\w+\s*[(\[]|\bdelete\s*\[\]"
)
"""What C has not. `new`, `delete` and `class` alone are names that C programs use."""


def of_file(name: str) -> Language | None:
    """Return the language that a file's suffix stands for, or None; C++ is none of the two."""
    return SUFFIXES.get(PurePosixPath(name).suffix)


def is_cpp(code: str) -> bool:
    """Tell whether code that is C or C++ can only be C++."""
    return _CPP.search(_TEXT.sub(" ", code)) is not None
