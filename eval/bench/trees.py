"""Syntax trees of programs, by tree-sitter, in which no text is lost."""

from collections.abc import Callable, Iterator
from functools import cache

import tree_sitter_c
import tree_sitter_python
from tree_sitter import Language, Node, Parser, Query, QueryCursor


def parse(code: str | bytes, language: str) -> Node:
    """Return the root of a program's tree; its positions are those of the UTF-8 bytes."""
    return _parser(language).parse(code.encode() if isinstance(code, str) else code).root_node


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, in the order of the text."""
    yield node
    for child in node.children:
        yield from walk(child)


def comments(code: bytes, language: str) -> list[Node]:
    """Return the comments of a program in their order."""
    # A query is much faster than a walk in Python.
    found = QueryCursor(_comments(language)).captures(parse(code, language))
    return sorted(found.get("comment", []), key=lambda node: node.start_byte)


def text(node: Node) -> str:
    return (node.text or b"").decode()


@cache
def _parser(language: str) -> Parser:
    return Parser(_grammar(language))


@cache
def _comments(language: str) -> Query:
    return Query(_grammar(language), "(comment) @comment")


@cache
def _grammar(language: str) -> Language:
    grammars: dict[str, Callable[[], object]] = {
        "c": tree_sitter_c.language,
        "python": tree_sitter_python.language,
    }
    return Language(grammars[language]())
