"""Giving a scenario's names others that mean much the same."""

import ast
import builtins
import keyword
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random

import libcst as cst
import yaml

from data_gen.evolve.rules import c_site, python_site
from data_gen.evolve.rules.draft import Draft
from eval.bench.suite import MARKER
from eval.bench.trees import parse, text, walk

RULE = "rename"
FEWEST = 2
"""A scenario with fewer new names is hardly another one."""
CHOICES = 2
QUOTED = re.compile(r"`[^`\n]+`|\b[A-Z][A-Z_]{2,}\b|\b\w+_\w+\b")
"""What is a name for certain where it stands in a sentence."""
DECLARING = {"parameter_declaration", "struct_specifier", "preproc_def", "declaration"}
WORD = re.compile(r"\w+")
RESERVED = {*dir(builtins), *keyword.kwlist, "self", "app", "main", "auto", "double", "register"}
RESERVED |= {"signed", "static", "const", "void", "short", "long", "char", "struct", "union"}


def apply(draft: Draft, rng: Random) -> Draft | None:
    """Rename what the scenario defines, or return None where hardly anything can be renamed.

    Attributes, methods and what is passed by keyword keep their names in Python, where only running
    a program shows what they belong to.
    """
    if RULE in draft.rules:
        return None
    old, taken = _candidates(draft)
    # One choice for all, so that a guest and the guests are still called alike.
    choice = rng.randrange(CHOICES)
    new: dict[str, str] = {}
    for name in sorted(old):
        other = _other(name, choice)
        if other and other not in taken | RESERVED and other not in new.values():
            new[name] = other
    if len(new) < FEWEST:
        return None
    rewrite = _in_c if draft.language == "c" else _in_python
    bridge = _bridge_c(new) if draft.language == "c" else _bridge_python(new)
    return draft.rewritten(RULE, lambda program: rewrite(program, new), bridge)


def _other(name: str, choice: int) -> str | None:
    """Return another name, or None if no word of it has an equivalent."""
    words = name.split("_")
    known = _thesaurus()
    if not any(word.lower() in known for word in words):
        return None
    equivalents = [known.get(word.lower(), [word]) for word in words]
    chosen = [those[choice % len(those)] for those in equivalents]
    cased = [new.upper() if old.isupper() else new for old, new in zip(words, chosen, strict=True)]
    return "_".join(cased)


@cache
def _thesaurus() -> Mapping[str, list[str]]:
    return yaml.safe_load(Path(__file__).with_name("words.yaml").read_text())


def _candidates(draft: Draft) -> tuple[set[str], set[str]]:
    """Return the names that may be changed, and those that are in use."""
    if draft.language == "c":
        return _defined_c(draft), c_site.names(draft)
    return _defined_python(draft), python_site.names(draft)


def _defined_c(draft: Draft) -> set[str]:
    """Return the functions, parameters, types, members, macros and variables of the scenario."""
    found = set()
    for node in walk(parse(draft.incomplete, "c")):
        parent = node.parent.type if node.parent else ""
        is_name = node.type in {"identifier", "type_identifier"}
        if (node.type == "field_identifier" and parent != "field_expression") or (
            is_name and (parent.endswith("declarator") or parent in DECLARING)
        ):
            found.add(text(node))
    return found


def _defined_python(draft: Draft) -> set[str]:
    found: set[str] = set()
    kept: set[str] = set()
    for node in ast.walk(python_site.parsed(draft)):
        match node:
            case ast.FunctionDef(name=name, decorator_list=[]) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(args=arguments):
                # Flask passes them by name.
                kept |= {argument.arg for argument in arguments.args}
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
        if isinstance(node, ast.ClassDef):
            # Methods and fields are attributes.
            for part in node.body:
                kept |= {getattr(part, "name", "")}
                if isinstance(part, ast.Assign | ast.AnnAssign):
                    kept |= {each.id for each in ast.walk(part) if isinstance(each, ast.Name)}
    for program in draft.programs.values():
        for node in ast.walk(ast.parse(program)):
            if isinstance(node, ast.keyword) and node.arg:
                kept.add(node.arg)
            if isinstance(node, ast.Global | ast.Nonlocal):
                kept |= set(node.names)
    return found - kept


def _in_c(program: str, new: Mapping[str, str]) -> str:
    source = program.encode()
    for node in reversed(list(walk(parse(source, "c")))):
        if node.type == "comment":
            changed = _in_sentences(text(node), new)
        elif node.type in {"identifier", "field_identifier", "type_identifier"}:
            changed = new.get(text(node))
        elif node.type == "preproc_arg":
            changed = WORD.sub(lambda found: new.get(found[0], found[0]), text(node))
        else:
            continue
        if changed is not None:
            source = source[: node.start_byte] + changed.encode() + source[node.end_byte :]
    return source.decode()


def _in_python(program: str, new: Mapping[str, str]) -> str:
    return cst.parse_module(program).visit(_Renamer(new)).code


class _Renamer(cst.CSTTransformer):
    def __init__(self, new: Mapping[str, str]):
        super().__init__()
        self.new = new

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        return updated_node.with_changes(
            value=self.new.get(original_node.value, original_node.value)
        )

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.Attribute:
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        return updated_node.with_changes(keyword=original_node.keyword)

    def leave_Comment(self, original_node: cst.Comment, updated_node: cst.Comment) -> cst.Comment:
        return updated_node.with_changes(value=_in_sentences(original_node.value, self.new))

    def leave_Expr(self, original_node: cst.Expr, updated_node: cst.Expr) -> cst.Expr:
        value = original_node.value
        if isinstance(value, cst.SimpleString):
            said = value.with_changes(value=_in_sentences(value.value, self.new))
            return updated_node.with_changes(value=said)
        return updated_node


def _in_sentences(said: str, new: Mapping[str, str]) -> str:
    """Rename within a comment or a docstring."""
    if MARKER in said:
        return said

    def renamed(found: re.Match[str]) -> str:
        return WORD.sub(lambda word: new.get(word[0], word[0]), found[0])

    return QUOTED.sub(renamed, said)


def _bridge_c(new: Mapping[str, str]) -> str:
    return "".join(f"#define {old} {name}\n" for old, name in new.items())


def _bridge_python(new: Mapping[str, str]) -> str:
    """Return what makes the module's own names known under the old ones too."""
    return f"""

def __getattr__(name):
    former = {dict(new)!r}
    if name in former and former[name] in globals():
        return globals()[former[name]]
    raise AttributeError(name)
"""
