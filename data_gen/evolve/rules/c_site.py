"""Where a C scenario's marker stands, and adding text around it."""

import re
import textwrap
from dataclasses import dataclass, replace

from tree_sitter import Node

from data_gen.evolve.rules.draft import Draft
from eval.bench.trees import parse, text, walk

WIDTH = 100
INDENT = "    "
_STORAGE = re.compile(r"\b(?:static|inline)\s+")


@dataclass(frozen=True)
class Parameter:
    """One of a function's parameters."""

    declaration: str
    name: str


@dataclass(frozen=True)
class Site:
    """The function whose body is to be written."""

    name: str
    returns: str
    """Its type, as it is written: ``struct bed *``."""
    parameters: tuple[Parameter, ...]
    comment: tuple[int, int]
    """Lines of the comment above it, counted from 0, the last excluded."""
    signature: tuple[int, int]
    """Lines from its type to what comes before the opening brace."""

    @property
    def is_pointer(self) -> bool:
        return self.returns.endswith("*")


def find(draft: Draft) -> Site | None:
    """Return the function that the marker fills, or None if it stands elsewhere."""
    source = draft.incomplete.encode()
    at = len(draft.before.encode())
    for node in parse(source, "c").children:
        if node.type == "function_definition" and node.start_byte <= at < node.end_byte:
            return _site(draft, node)
    return None


def names(draft: Draft) -> set[str]:
    """Return every identifier that the scenario or a reference uses."""
    return {
        text(node)
        for program in draft.programs.values()
        for node in walk(parse(program, "c"))
        if node.type in {"identifier", "field_identifier", "type_identifier"}
    }


def calls_itself(draft: Draft, name: str) -> bool:
    """Return whether a program uses the function that it defines, itself or elsewhere."""
    return any(
        sum(node.type == "identifier" and text(node) == name for node in walk(parse(code, "c"))) > 1
        for code in draft.programs.values()
    )


def with_definitions(draft: Draft, includes: tuple[str, ...], definitions: str) -> Draft:
    """Add headers to the others and definitions before the comment above the function."""
    site = find(draft)
    assert site
    lines = draft.before.split("\n")
    if definitions:
        lines[site.comment[0] : site.comment[0]] = [*definitions.strip("\n").split("\n"), ""]
    wanted = [f"#include <{name}>" for name in includes]
    there = [number for number, line in enumerate(lines) if line.startswith("#include")]
    missing = [line for line in wanted if line not in lines]
    if there:
        block = sorted({*lines[there[0] : there[-1] + 1], *missing} - {""})
        lines[there[0] : there[-1] + 1] = block
    else:
        lines[1:1] = missing
    return replace(draft, before="\n".join(lines))


def with_sentence(draft: Draft, sentence: str) -> Draft:
    """Add to the comment above the function."""
    site = find(draft)
    assert site
    lines = draft.before.split("\n")
    first, last = site.comment
    comment = lines[first:last]
    assert comment[-1].endswith("*/")
    comment[-1] = comment[-1].removesuffix("*/").rstrip()
    added = textwrap.wrap(sentence + " */", WIDTH, initial_indent="   ", subsequent_indent="   ")
    lines[first:last] = [*comment, *added]
    return replace(draft, before="\n".join(lines))


def with_signature(draft: Draft, signature: str) -> Draft:
    """Put another signature in place of the function's."""
    site = find(draft)
    assert site
    lines = draft.before.split("\n")
    lines[slice(*site.signature)] = textwrap.wrap(
        signature, WIDTH, subsequent_indent=" " * (signature.index("(") + 1)
    )
    return replace(draft, before="\n".join(lines))


def with_returns(draft: Draft, hole: str, template: str) -> str:
    """Return what fills the marker's place with a template's lines for each ``return VALUE;``."""
    program = (draft.before + hole + draft.after).encode()
    start, end = len(draft.before.encode()), len((draft.before + hole).encode())
    found = [
        node
        for node in walk(parse(program, "c"))
        if node.type == "return_statement" and start <= node.start_byte and node.end_byte <= end
    ]
    for node in reversed(found):
        first, new = _returning(node, template.split("\n"))
        program = program[:first] + new.encode() + program[node.end_byte :]
    return program[start : len(program) - len(draft.after.encode())].decode()


def _returning(node: Node, template: list[str]) -> tuple[int, str]:
    """Return what takes the place of a return statement, indented as it is, and from where on."""
    lines = [line.replace("VALUE", text(node.named_children[0])) for line in template]
    column = node.start_point[1]
    assert node.parent
    if len(lines) == 1 or node.parent.type == "compound_statement":
        return node.start_byte, textwrap.indent("\n".join(lines), " " * column).lstrip()
    # Without braces of its own only the first line would depend on the condition.
    assert node.prev_sibling
    block = textwrap.indent("\n".join(lines), " " * column)
    return node.prev_sibling.end_byte, f" {{\n{block}\n{' ' * (column - len(INDENT))}}}"


def _site(draft: Draft, function: Node) -> Site | None:
    declarator = next((node for node in walk(function) if node.type == "function_declarator"), None)
    body, comment = function.child_by_field_name("body"), function.prev_sibling
    if not (declarator and body and comment and text(comment).startswith("/*")):
        return None
    name = declarator.child_by_field_name("declarator")
    parameters = declarator.child_by_field_name("parameters")
    if not (name and parameters):
        return None
    returns = draft.incomplete.encode()[function.start_byte : name.start_byte].decode()
    lines = comment.end_point[0] < function.start_point[0] and body.start_point[1] == 0
    if not lines or comment.start_point[1]:
        return None
    return Site(
        name=text(name),
        returns=_STORAGE.sub("", returns).strip(),
        parameters=tuple(
            Parameter(text(node), _declared(node))
            for node in parameters.named_children
            if node.type == "parameter_declaration" and text(node) != "void"
        ),
        comment=(comment.start_point[0], comment.end_point[0] + 1),
        signature=(function.start_point[0], body.start_point[0]),
    )


def _declared(parameter: Node) -> str:
    """Return the name in a declaration such as ``const char *const names[3]``."""
    found = [text(node) for node in walk(parameter) if node.type == "identifier"]
    return found[0] if found else ""
