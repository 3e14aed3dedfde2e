"""Whether a program is in C or Python, by the name of its file or by what stands in it."""

import ast
import re
import warnings
from pathlib import PurePosixPath

from coveval_train.cwe import Language
from eval.bench import trees

SUFFIXES: dict[str, Language] = {".c": "c", ".h": "c", ".py": "python"}
NAMES: dict[str, Language] = {"c": "c", "python": "python", "py": "python"}
"""What other data sets call them, in lower case."""

_OTHER = re.compile(
    r"#\s*include\s*<\w+>|\b(?:function|using|class|let|var|val|func|public|private|import|package)\s+\w"
)
"""What JavaScript, C#, Java, Go and C++ write where a C parser takes a word for a type."""
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


def of_code(code: str) -> Language | None:
    """Return the language that a text is a program in, or None for prose and other languages.

    A program says more than one name or value does: ``5`` is no Python program, and a line of C
    that declares nothing is no C program.
    """
    if _is_python(code):
        return "python"
    return "c" if _is_c(code) else None


def _is_python(code: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    calls = (ast.Call, ast.Lambda, ast.ListComp)
    return any(
        not isinstance(node, ast.Expr) or isinstance(node.value, calls) for node in tree.body
    )


def _is_c(code: str) -> bool:
    tree = trees.parse(code.encode(errors="replace"), "c")
    if tree.has_error or is_cpp(code) or _OTHER.search(_TEXT.sub(" ", code)):
        return False
    declares = {"function_definition", "preproc_include"}
    return any(node.type in declares for node in tree.children)
