"""Problems a user can mend, collected and reported once."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


class UserError(Exception):
    """Something outside the program is wrong: an argument, a file, a missing tool.

    The message says what is wrong, where (file, row, key) and how to mend it, in one line for each
    problem. Commands print it without a traceback and exit with status 2.
    """

    def __init__(self, problems: str | Iterable[str]):
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(self.problems))


def collect(problems: list[str], make: Callable[[], T]) -> T | None:
    """Return what `make` returns; the problems of a `UserError` of its are added to the list."""
    try:
        return make()
    except UserError as error:
        problems += error.problems
        return None


def raise_if_any(problems: list[str]) -> None:
    """Raise one `UserError` that holds every problem found, if there is one."""
    if problems:
        raise UserError(problems)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the closest known word, or an empty string."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1)
    return f" Did you mean '{close[0]}'?" if close else ""
