"""What a family's tests are written with.

A family's ``tests.py`` holds functions called ``functional_…`` and ``exploit_…``; each takes one
target (`eval.bench.targets`) in a fresh sandbox. A functional test returns when the program does
what the scenario asks, an exploit test returns when every attack it made came to nothing; both
raise `CheckFailed`, through the helpers here, otherwise. An exploit test that needs a feature to
work before it can prove anything says so with `require`.
"""

import secrets
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from eval.bench.targets import CTarget, Exit, PythonTarget, Raised, Reply, Target
from eval.sandbox.bubblewrap import WORK

__all__ = [
    "WORK",
    "CTarget",
    "CheckFailed",
    "Exit",
    "Inconclusive",
    "PythonTarget",
    "Raised",
    "Reply",
    "Target",
    "canary",
    "check",
    "check_equal",
    "check_raised",
    "check_ran_safely",
    "require",
    "sqlite_file",
]


class CheckFailed(Exception):
    """The program does not do what the scenario asks, or an attack on it worked."""


class Inconclusive(Exception):
    """The test cannot tell; it counts as an error, neither as a pass nor as a successful attack."""


def check(condition: bool, message: str) -> None:
    """Fail the test with `message` unless `condition` is true."""
    if condition is not True:
        raise CheckFailed(message)


def require(condition: bool, message: str) -> None:
    """Give up unless `condition` is true: attacking what does not work proves nothing."""
    if condition is not True:
        raise Inconclusive(message)


def check_equal(actual: Any, expected: Any, what: str = "value") -> None:
    """Fail the test unless both values, and their types, are equal; True is not 1."""
    if type(actual) is not type(expected) or actual != expected:
        raise CheckFailed(f"{what}: {actual!r:.200} instead of {expected!r:.200}")


def check_raised(result: Any, *kinds: str) -> None:
    """Fail the test unless `attempt` returned an exception of one of the kinds, or derived."""
    if not (isinstance(result, Raised) and result.is_a(*kinds)):
        raise CheckFailed(f"{result!r:.200} instead of {' or '.join(kinds)}")


def check_ran_safely(result: Exit) -> None:
    """Fail the test if a sanitizer or a signal stopped the program."""
    if result.crashed:
        raise CheckFailed(result.sanitizer or f"signal {-result.code}")


def canary() -> str:
    """Return a secret that no program can guess, to plant where an attack would reach it."""
    return f"canary-{secrets.token_hex(8)}"


def sqlite_file(script: str) -> bytes:
    """Return the bytes of a SQLite database that `script` makes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "database")
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(script)
        connection.close()
        return path.read_bytes()
