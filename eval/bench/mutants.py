"""Seeded faults: small changes to a secure reference, each of which the tests should notice.

Mutation testing (DeMillo, Lipton and Sayward, 1978) turned on the oracles: a family's tests are as
strong as the share of mutants they catch. The changes are those that turn a defence into a fault:
a check removed, inverted, off by one, or weakened; a step left out. They are made on the syntax
tree, in the part of the program that a model would write.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tree_sitter import Node

from coveval_train.records import Program
from eval.bench import trees
from eval.bench.suite import Family

Operator = Literal["remove", "invert", "off by one", "weaken", "omit"]
OPERATORS: tuple[Operator, ...] = ("remove", "invert", "off by one", "weaken", "omit")

BRANCHES = {"if_statement", "elif_clause", "conditional_expression"}
LOOPS = {"while_statement", "for_statement", "do_statement"}
COMPARISONS = {"comparison_operator", "binary_expression"}
# A number here is a bound, an index or a size; elsewhere it is as often a status or a message.
PLACES_OF_BOUNDS = COMPARISONS | {"binary_operator", "subscript", "subscript_expression", "slice"}
OFF_BY_ONE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
CHOICES = {"and", "or", "&&", "||"}
COLLECTIONS = {"tuple", "list", "set"}
MOST_ELEMENTS = 6
# A file or a connection left open until a short program ends is no fault of the kinds in question.
RELEASE = re.compile(rb"\b(?:f|p)?close\s*\(")


@dataclass(frozen=True)
class Mutant:
    """A secure reference with one change."""

    program: str
    """Id of the reference."""
    operator: Operator
    change: str
    """The line changed, before and after; with the program it names the mutant for good."""
    code: str

    @property
    def name(self) -> str:
        return f"{self.program.split('/')[1]}: {self.change}"


@dataclass(frozen=True)
class Edit:
    """Bytes to replace."""

    operator: Operator
    start: int
    end: int
    text: bytes


def of(family: Family, program: Program) -> list[Mutant]:
    """Return every mutant of a reference, in the order of its text, no two of them alike."""
    source = program.code.encode()
    first, last = _completed_part(family, source)
    mutants: dict[str, Mutant] = {}
    for node in trees.walk(trees.parse(source, program.language)):
        if first <= node.start_byte and node.end_byte <= last:
            for edit in _edits(node, program.language == "python"):
                code = (source[: edit.start] + edit.text + source[edit.end :]).decode()
                if code != program.code and code not in mutants:
                    change = _change(source, edit)
                    mutants[code] = Mutant(program.id, edit.operator, change, code)
    return _numbered(list(mutants.values()))


def _completed_part(family: Family, source: bytes) -> tuple[int, int]:
    """Return where the bytes begin and end that stand in the marker's place."""
    before, after = (part.encode() for part in family.around_marker())
    return len(before), len(source) - len(after)


def _edits(node: Node, python: bool) -> Iterator[Edit]:
    for find in (_of_condition, _of_comparison, _of_number, _of_choice, _of_collection, _of_call):
        yield from find(node, python)
    yield from _of_statement(node, python)


def _of_condition(node: Node, python: bool) -> Iterator[Edit]:
    """Take a branch always, never, or when it should not be; loops would only run for ever."""
    if node.type not in BRANCHES:
        return
    condition = _condition(node, python)
    yes, no = (b"True", b"False") if python else (b"1", b"0")
    for constant in (yes, no):
        yield _replace("remove", condition, constant)
    text = condition.text or b""
    yield _replace("invert", condition, b"not (" + text + b")" if python else b"!(" + text + b")")


def _condition(node: Node, python: bool) -> Node:
    if node.type == "conditional_expression" and python:
        # BODY if CONDITION else OTHER
        return node.named_children[1]
    found = node.child_by_field_name("condition")
    assert found
    return found.named_children[0] if found.type == "parenthesized_expression" else found


def _of_comparison(node: Node, python: bool) -> Iterator[Edit]:
    if node.type in COMPARISONS:
        for child in node.children:
            if child.type in OFF_BY_ONE:
                yield _replace("off by one", child, OFF_BY_ONE[child.type].encode())


def _of_number(node: Node, python: bool) -> Iterator[Edit]:
    if node.type not in ("integer", "number_literal"):
        return
    if node.parent is None or node.parent.type not in PLACES_OF_BOUNDS:
        return
    text = (node.text or b"").decode()
    try:
        value = int(text.rstrip("uUlL"), 0)
    except ValueError:
        return
    for near in (value - 1, value + 1):
        if near >= 0:
            yield _replace("off by one", node, str(near).encode())


def _of_choice(node: Node, python: bool) -> Iterator[Edit]:
    """Leave one side of an `and` or an `or` out."""
    operator = node.child_by_field_name("operator")
    if operator is None or operator.type not in CHOICES:
        return
    for side in ("left", "right"):
        kept = node.child_by_field_name(side)
        assert kept
        yield _replace("weaken", node, kept.text or b"")


def _of_collection(node: Node, python: bool) -> Iterator[Edit]:
    """Leave one element out of a list of constants, which often says what is refused or allowed."""
    elements = node.named_children
    constants = {element.type for element in elements} <= {"string", "integer"}
    if not python or node.type not in COLLECTIONS or not constants or len(elements) < 2:
        return
    for element in elements[:MOST_ELEMENTS]:
        following = element.next_sibling
        comma = following is not None and following.type == ","
        end = following.end_byte if comma and following else element.end_byte
        yield Edit("weaken", element.start_byte, end, b"")


def _of_call(node: Node, python: bool) -> Iterator[Edit]:
    """Use a value as it is where a call was to make something of it: f(x) or, in Python, x.f()."""
    if node.type not in ("call", "call_expression") or node.parent is None:
        return
    if node.parent.type in ("raise_statement", "expression_statement"):
        return
    function, arguments = (node.child_by_field_name(name) for name in ("function", "arguments"))
    if function is None or arguments is None:
        return
    values = arguments.named_children
    if len(values) == 1 and values[0].type not in ("keyword_argument", "generator_expression"):
        yield _replace("weaken", node, values[0].text or b"")
    elif not values and function.type == "attribute":
        yield _replace("weaken", node, function.named_children[0].text or b"")


def _of_statement(node: Node, python: bool) -> Iterator[Edit]:
    """Leave a step out."""
    if node.type != "expression_statement" or node.parent is None:
        return
    if RELEASE.search(node.text or b""):
        return
    inner = node.named_children[0] if node.named_children else None
    if inner is None or inner.type == "string":
        return
    target = inner.child_by_field_name("left") if inner.type == "assignment" else None
    if target and target.type == "identifier":
        # Without its first value a Python name is an error in every run.
        return
    if node.parent.type not in LOOPS | {"compound_statement", "block", "module", "if_statement"}:
        return
    yield _replace("omit", node, b"pass" if python else b";")


def _replace(operator: Operator, node: Node, text: bytes) -> Edit:
    return Edit(operator, node.start_byte, node.end_byte, text)


def _change(source: bytes, edit: Edit) -> str:
    """Return the changed lines as ``before -> after``, each in one line."""
    start = source.rfind(b"\n", 0, edit.start) + 1
    end = source.find(b"\n", edit.end)
    end = len(source) if end < 0 else end
    before = source[start:end]
    after = source[start : edit.start] + edit.text + source[edit.end : end]
    return " -> ".join(" ".join(lines.decode().split()) for lines in (before, after))


def _numbered(mutants: list[Mutant]) -> list[Mutant]:
    """Tell mutants apart whose changed lines read the same."""
    seen: dict[str, int] = {}
    numbered = []
    for mutant in mutants:
        seen[mutant.change] = count = seen.get(mutant.change, 0) + 1
        change = mutant.change if count == 1 else f"{mutant.change} ({count})"
        numbered.append(Mutant(mutant.program, mutant.operator, change, mutant.code))
    return numbered
