"""Syntax trees of programs, by tree-sitter, in which no text is lost."""

from collections.abc import Callable, Iterator
from functools import cache

import tree_sitter_c
import tree_sitter_python
from tree_sitter import Language, Node, Parser


def parse(code: str | bytes, language: str) -> Node:
    """Return the root of a program's tree; its positions are those of the UTF-8 bytes."""
    return _parser(language).parse(code.encode() if isinstance(code, str) else code).root_node


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, in the order of the text."""
    yield node
    for child in node.children:
        yield from walk(child)


def text(node: Node) -> str:
    return (node.text or b"").decode()


@cache
def _parser(language: str) -> Parser:
    grammars: dict[str, Callable[[], object]] = {
        "c": tree_sitter_c.language,
        "python": tree_sitter_python.language,
    }
    return Parser(Language(grammars[language]()))
