"""Where a Python scenario's marker stands, and adding text around it."""

import ast
import re
import textwrap
from dataclasses import dataclass, replace

from data_gen.evolve.rules.draft import Draft

WIDTH = 100
BODY = "BODY"
"""Stands, alone in its line, for what a reference has in the marker's place."""


@dataclass(frozen=True)
class Site:
    """The function whose end is to be written."""

    name: str
    owner: str | None
    """The class it is a method of."""
    decorators: tuple[str, ...]
    indent: str
    """Of its body."""
    locals: frozenset[str]
    """Names bound before the marker, parameters among them."""
    body: int
    """Its first line, counted from 0."""
    docstring_end: int | None
    """The line in which its docstring, if it has one, ends."""
    start: int
    """First line of the module's statement that holds it."""

    @property
    def is_view(self) -> bool:
        """Whether Flask calls it."""
        return any(text.startswith("app.") for text in self.decorators)


def find(draft: Draft) -> Site | None:
    """Return the function that the marker ends, or None if it stands elsewhere."""
    number = draft.before.count("\n") + 1
    tree = parsed(draft)
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and _holds(node, number)
    ]
    # From the outermost to the innermost one.
    around.sort(key=lambda node: node.lineno)
    if not around or not isinstance(function := around[-1], ast.FunctionDef):
        return None
    if function.end_lineno != number or len(around) > 2:
        return None
    top = next(node for node in tree.body if _holds(node, number))
    owner = around[0].name if isinstance(around[0], ast.ClassDef) else None
    first = function.body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return Site(
        name=function.name,
        owner=owner,
        decorators=tuple(ast.unparse(item) for item in function.decorator_list),
        indent=draft.indent,
        locals=frozenset(each.arg for each in function.args.args) | _bound(function.body),
        body=first.lineno - 1,
        docstring_end=(first.end_lineno or first.lineno) - 1 if is_text else None,
        start=min([top.lineno, *(item.lineno for item in getattr(top, "decorator_list", []))]) - 1,
    )


def parsed(draft: Draft) -> ast.Module:
    """Return the scenario's tree, with a statement in the marker's line."""
    return ast.parse(f"{draft.before}{draft.indent}pass\n{draft.after}")


def names(draft: Draft) -> set[str]:
    """Return every name that the scenario or a reference uses, attributes and keywords too."""
    found: set[str] = set()
    for program in draft.programs.values():
        for node in ast.walk(ast.parse(program)):
            match node:
                case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                    found.add(name)
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    found.add(name)
                case ast.alias(name=name, asname=other):
                    found.add(other or name.split(".")[0])
                case ast.keyword(arg=str(name)):
                    found.add(name)
    return found


def are_free(draft: Draft, new: tuple[str, ...], imports: tuple[str, ...]) -> bool:
    """Return whether a draft has none of the names that are to come, nor those of new imports."""
    brought = {line.split()[-1] for line in imports if f"{line}\n" not in draft.before}
    return not (brought | set(new)) & names(draft)


def with_imports(draft: Draft, imports: tuple[str, ...]) -> Draft:
    """Add those imports that are missing to the others, or behind the module's docstring."""
    lines = draft.before.split("\n")
    missing = [line for line in imports if line not in lines]
    there = [n for n, line in enumerate(lines) if line.startswith(("import ", "from "))]
    if there:
        plain = [n for n in there if lines[n].startswith("import ")]
        at = plain[0] if plain else there[0]
        lines[at:at] = missing
    elif missing:
        at = _after_docstring(parsed(draft))
        lines[at:at] = [*missing, ""]
    return replace(draft, before="\n".join(lines))


def with_definitions(draft: Draft, definitions: str) -> Draft:
    """Add definitions before the module's statement with the marker, two blank lines around."""
    site = find(draft)
    assert site
    lines = draft.before.split("\n")
    head = "\n".join(lines[: site.start]).rstrip("\n")
    # Assignments go with those before them.
    apart = "\n" if re.match(r"\w+ = ", head.rpartition("\n")[2]) else "\n\n\n"
    rest = "\n".join(lines[site.start :])
    return replace(draft, before=f"{head}{apart}{definitions}\n\n\n{rest}")


def with_sentence(draft: Draft, sentence: str) -> Draft:
    """Add a paragraph to what is said of the function."""
    site = find(draft)
    assert site
    paragraph = textwrap.wrap(sentence, WIDTH - len(site.indent))
    indented = [f"{site.indent}{line}" for line in paragraph]
    lines = draft.before.split("\n")
    if site.docstring_end is None:
        text = [f'{site.indent}"""{paragraph[0]}', *indented[1:], f'{site.indent}"""']
        lines[site.body : site.body] = text
        return replace(draft, before="\n".join(lines))
    last = site.docstring_end
    closing = lines[last].rstrip()
    assert closing.endswith('"""')
    if closing.strip() == '"""':
        lines[last:last] = ["", *indented]
    else:
        lines[last : last + 1] = [closing[:-3], "", *indented, f'{site.indent}"""']
    return replace(draft, before="\n".join(lines))


def filled(template: str, hole: str, site: Site) -> str:
    """Put what a reference has in the marker's place into a template of the new body.

    Where the line with ``BODY`` is in a function of its own, names of the outer one that are bound
    anew are declared `nonlocal`. What follows the function in the reference follows it still.
    """
    body, rest = _parted(hole, site.indent)
    lines: list[str] = []
    for line in textwrap.dedent(template).strip("\n").split("\n"):
        if line.strip() != BODY:
            lines.append(line)
            continue
        indent = line[: len(line) - len(line.lstrip())]
        moved = lines and lines[-1].lstrip().startswith("def ")
        rebound = sorted(_bound(ast.parse(body).body) & site.locals) if moved else []
        whole = f"nonlocal {', '.join(rebound)}\n{body}" if rebound else body
        lines += textwrap.indent(whole.rstrip("\n"), indent).split("\n")
    return textwrap.indent("\n".join(lines), site.indent) + "\n" + rest


def is_plain(hole: str) -> bool:
    """Return whether the statements in the marker's place can become a function of their own."""
    tree = ast.parse(f"def body():\n{hole}")
    moved = ast.Yield | ast.YieldFrom | ast.Await | ast.Nonlocal
    return not any(isinstance(node, moved) for node in ast.walk(tree.body[0]))


def _parted(hole: str, indent: str) -> tuple[str, str]:
    """Return the function's statements, without their indentation, and what comes behind it.

    A text over several lines may have less indentation than the statement that it is part of.
    """
    function = ast.parse(f"def body():\n{hole}").body[0]
    lines = hole.splitlines(keepends=True)
    last = (function.end_lineno or 1) - 1
    return "".join(line.removeprefix(indent) for line in lines[:last]), "".join(lines[last:])


def _holds(node: ast.stmt, number: int) -> bool:
    return node.lineno <= number <= (node.end_lineno or node.lineno)


def _bound(statements: list[ast.stmt]) -> frozenset[str]:
    """Return the names that statements bind, those of inner functions aside."""
    found: set[str] = set()
    pending: list[ast.AST] = list(statements)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            found |= {node.name} if not isinstance(node, ast.Lambda) else set()
            continue
        if isinstance(node, ast.comprehension):
            pending += [node.iter, *node.ifs]
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        pending += ast.iter_child_nodes(node)
    return frozenset(found)


def _after_docstring(module: ast.Module) -> int:
    """Return the number of the first line behind the module's docstring and blank lines."""
    return module.body[1].lineno - 1 if len(module.body) > 1 else 0
