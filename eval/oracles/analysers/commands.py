"""`coveval analysers`: which static analysers there are, and how they come here."""

from dataclasses import dataclass

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from coveval_train.cli import JsonFlag, emit, messages
from coveval_train.cwe import Language
from coveval_train.errors import UserError
from eval.oracles import analysers
from eval.oracles.analysers import tools

app = typer.Typer(no_args_is_help=True)


@dataclass(frozen=True)
class State:
    """What there is of one analyser on this machine."""

    name: str
    languages: tuple[Language, ...]
    path: str | None
    version: str | None
    problem: str
    """Why it cannot be used, and the line that mends it; empty where it can."""


@app.callback()
def root() -> None:
    """Static analysers as judges of programs."""


@app.command()
def check(json: JsonFlag = False) -> None:
    """List the analysers: where each is, its version, or how to install it."""
    states = [_state(name) for name in analysers.NAMES]
    emit(states, json, lambda console: _show(console, states))
    if any(state.problem for state in states):
        raise typer.Exit(1)


@app.command()
def install() -> None:
    """Install Bandit, Flawfinder and Semgrep, into an environment of their own.

    Cppcheck and gcc are packages of the operating system; `check` names them.
    """
    messages().print(f"installing {', '.join(tools.REQUIREMENTS)} into {tools.ENVIRONMENT}")
    tools.install()


def _state(name: str) -> State:
    path = tools.find(name)
    version, problem = None, ""
    try:
        version = analysers.version(name)
    except UserError as error:
        problem = str(error)
    return State(name, analysers.languages(name), str(path) if path else None, version, problem)


def _show(console: Console, states: list[State]) -> None:
    table = Table("analyser", "version", "languages", "where, or how to install it")
    for state in states:
        where = state.problem or state.path or ""
        table.add_row(state.name, state.version or "", ", ".join(state.languages), escape(where))
    console.print(table)
