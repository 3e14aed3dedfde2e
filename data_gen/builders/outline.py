"""What a program is to do, induced from its documentation: the generation half of SC-IFT.

Mou et al. ask a model for an instruction that a program answers. Here its own words are the
instruction: what it defines and what its comments and docstrings promise of it, without any body.
So nothing is told that the program does not say of itself, and no model is needed.
"""

import ast
import re

from tree_sitter import Node

from coveval_train.cwe import Language
from eval.bench import trees

_DATA = {
    *("preproc_def", "declaration", "type_definition"),
    *("struct_specifier", "union_specifier", "enum_specifier"),
}


def of(code: str, language: Language) -> str | None:
    """Return an outline of a program, or None where no function of it is documented."""
    return _of_python(code) if language == "python" else _of_c(code)


def _of_python(code: str) -> str | None:
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        return None
    parts = [ast.get_docstring(tree) or ""]
    documented = False
    for node in tree.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                parts.append(_signature(node))
                documented |= ast.get_docstring(node) is not None
            case ast.ClassDef():
                methods = [each for each in node.body if isinstance(each, ast.FunctionDef)]
                parts.append(f"class {node.name}: {ast.get_docstring(node) or ''}".strip())
                parts += [f"{node.name}.{_signature(method)}" for method in methods]
                documented |= any(ast.get_docstring(method) for method in methods)
            case ast.Assign() | ast.AnnAssign():
                parts.append(ast.unparse(node))
    return _joined(parts) if documented else None


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    head = f"{node.name}({ast.unparse(node.args)})"
    told = ast.get_docstring(node)
    return f"{head}: {told}" if told else head


def _of_c(code: str) -> str | None:
    parts: list[str] = []
    comment, documented = "", False
    for node in trees.parse(code, "c").children:
        if node.type == "comment":
            comment = _said(trees.text(node))
            if not parts:
                # What a file begins with is about all of it.
                parts.append(comment)
                comment = ""
        elif node.type == "function_definition":
            parts.append(f"{_head(node)}: {comment}" if comment else _head(node))
            documented |= bool(comment)
            comment = ""
        elif node.type in _DATA:
            parts.append(f"{trees.text(node).strip()} ({comment})" if comment else trees.text(node))
            comment = ""
    return _joined(parts) if documented else None


def _head(function: Node) -> str:
    body = function.child_by_field_name("body")
    end = body.start_byte if body else function.end_byte
    text = (function.text or b"")[: end - function.start_byte]
    return " ".join(text.decode(errors="replace").split())


def _said(comment: str) -> str:
    inner = re.sub(r"^//|^/\*+|\*/$", "", comment)
    return "\n".join(line.strip().removeprefix("* ").strip() for line in inner.split("\n")).strip()


def _joined(parts: list[str]) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())
