"""Makes a program of a model's answer to a HumanEval problem."""

import ast
import textwrap
import warnings

from eval.tasks.answers import Extraction, extract_code
from eval.usability.humaneval import Problem


def assemble(problem: Problem, text: str) -> Extraction:
    """Return the program of an answer, and how it was come by.

    A function's bare body, indented as the prompt is to be continued, is joined to the prompt.
    Before a program that uses, but does not define, what the prompt defines or imports, all of the
    prompt that comes before the function is put. Anything else is taken as it is, working or not.
    """
    found = extract_code(text, problem.entry_point)
    body = text if found.code is None else found.code
    if _continues(problem, body):
        how = "no fence" if found.code is None else found.how
        return Extraction(problem.prompt + body, f"{how}, body joined to the prompt")
    if found.code is None:
        return found
    tree = _parse(found.code)
    if tree is None or not _lacks(tree, problem.prelude):
        return found
    return Extraction(_put_before(found.code, tree, problem.prelude), f"{found.how}, prelude added")


def _continues(problem: Problem, code: str) -> bool:
    """Whether code is the body of the function: indented, and no function of that name itself."""
    first = next((line for line in code.splitlines() if line.strip()), "")
    if not first[:1].isspace():
        return False
    whole = _parse(textwrap.dedent(code))
    if whole is not None and problem.entry_point in _bound(whole):
        return False
    return _parse(problem.prompt + code) is not None


def _lacks(tree: ast.Module, prelude: str) -> bool:
    """Whether a program uses a name of the prelude that it does not bind anywhere itself."""
    given = _bound(ast.parse(prelude))
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return bool(given & used - _bound(tree))


def _put_before(code: str, tree: ast.Module, prelude: str) -> str:
    """Put the prelude in front; only imports from ``__future__`` have to come before anything."""
    future = [
        node.end_lineno or 0
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    ]
    lines = code.splitlines(keepends=True)
    start = max(future, default=0)
    return "".join([*lines[:start], prelude, *lines[start:]])


def _bound(tree: ast.Module) -> set[str]:
    """Return the names that a module's own statements bind: definitions, imports, assignments."""
    names: set[str] = set()
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            continue  # What is bound inside is not the module's.
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        pending += ast.iter_child_nodes(node)
    return names


def _parse(code: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the answer's style
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
