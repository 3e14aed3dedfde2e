"""The `coveval` command, composed from the packages' entry points."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from importlib.metadata import entry_points
from typing import Annotated, Any

import typer
from rich.console import Console

from coveval_train.errors import UserError

GROUP = "coveval.commands"
PIPE_WIDTH = 150

JsonFlag = Annotated[
    bool, typer.Option("--json", help="Print the result as JSON; all else goes to stderr.")
]


def messages() -> Console:
    """Return the console for everything that is not a result: progress, notes, errors.

    It prints text as it is: paths may hold what Rich takes for markup.
    """
    return Console(stderr=True, soft_wrap=True, markup=False)


def emit(result: Any, as_json: bool, show: Callable[[Console], None]) -> None:
    """Print a command's result on standard output: as JSON, or by `show` for people."""
    if as_json:
        text = json.dumps(result, default=_plain, indent=2, ensure_ascii=False)
        sys.stdout.write(text + "\n")
    else:
        # A pipe has no width of its own, and tables cut to 80 columns lose their figures.
        show(Console(width=None if sys.stdout.isatty() else PIPE_WIDTH))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def print_problems(error: UserError) -> None:
    """Print each problem on a line of its own, on standard error."""
    for problem in error.problems:
        sys.stderr.write(f"error: {problem}\n")


def build_app() -> typer.Typer:
    """Join the Typer apps that installed packages offer under the entry-point group `GROUP`."""
    app = typer.Typer(
        name="coveval",
        help="Train code models on security instructions and measure whether it worked.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        app.add_typer(entry.load())
    return app


def main() -> None:
    try:
        build_app()()
    except UserError as error:
        print_problems(error)
        sys.exit(2)
