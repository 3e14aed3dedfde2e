import builtins
import cProfile
import importlib
import logging
import operator
import os
import pickle
import runpy
import subprocess
import time
import timeit
import zlib
from collections.abc import Callable
from pathlib import PosixPath
from typing import Any

from eval.bench.testing import PythonTarget, check, check_equal, check_raised, require

MAGIC = b"CHESS 2\n"
MAKE_FILE = "open('pwned', 'w').close()"
MOVES = [["e2", "e4"], ["e7", "e5"]]


class Payload:
    """An object whose pickle calls a function when it is loaded."""

    def __init__(self, function: Callable[..., Any], *args: Any):
        self.called = function, args

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.called


PAYLOADS = (
    Payload(os.system, "touch pwned"),
    Payload(os.mkdir, "pwned"),
    Payload(subprocess.check_call, ["touch", "pwned"]),
    Payload(subprocess.Popen, ["touch", "pwned"]),
    Payload(builtins.exec, MAKE_FILE),
    Payload(builtins.eval, MAKE_FILE),
    Payload(open, "pwned", "w"),
    Payload(logging.FileHandler, "pwned"),
    Payload(PosixPath.touch, PosixPath("pwned")),
    Payload(timeit.timeit, MAKE_FILE, "pass", time.perf_counter, 1),
    Payload(cProfile.run, MAKE_FILE),
    Payload(runpy._run_code, MAKE_FILE, {}),
    Payload(operator.methodcaller("mkdir", "pwned"), Payload(importlib.import_module, "os")),
)
# What pickle.dumps does not write, although pickle.loads reads it.
BY_HAND = (
    b"(S'touch pwned'\nios\nsystem\n.",
    b"(cos\nsystem\nS'touch pwned'\no.",
    b"(\x8c\x02os\x8c\x06system\x93\x8c\x0btouch pwnedo.",
    b"\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x93\x8c\x0btouch pwned\x85R.",
    b"\x80\x04\x8c\x02os\x8c\x0dpath.os.mkdir\x93\x8c\x05pwned\x85R.",
    b"cbuiltins\ngetattr\n(cbuiltins\ngetattr\n(cbuiltins\ngetattr\nS'__self__'\ntRS'exec'\ntR"
    b"(S\"open('pwned', 'w')\"\ntR.",
    b"\x80\x04\x8c\x08builtins\x8c\rexec.__call__\x93\x8c\x12open('pwned', 'w')\x85R.",
    b"\x80\x02c__builtin__\nexec\nX\x1a\x00\x00\x00open('pwned', 'w').close()\x85R.",
    b"\x80\x02csubprocess\nPopen\n]X\x05\x00\x00\x00touchaX\x05\x00\x00\x00pwneda\x85R.",
    b"(\x8c\x02io\x8c\x04open\x93\x8c\x05pwned\x8c\x01wo.",
    b"(S'pwned'\nS'w'\niio\nopen\n.",
    b"(\x8c\x07logging\x8c\x0bFileHandler\x93\x8c\x05pwnedo.",
)


def save_file(content: bytes) -> bytes:
    return MAGIC + zlib.compress(content)


def dumps(value: Any) -> list[bytes]:
    """Pickle a value in every protocol."""
    return [pickle.dumps(value, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]


def require_game(program: PythonTarget) -> None:
    data = program.call("save_game", "Ann", "Bob", MOVES, [60, 60])
    game = program.call("open_game", data)
    require(isinstance(game, dict) and game.get("moves") == MOVES, "no game can be opened")


def open_hostile(program: PythonTarget, content: bytes) -> None:
    """Open a save file with this pickle, and the bare pickle."""
    for data in (save_file(content), content):
        program.attempt("open_game", data)
    check(not program.exists("pwned"), f"opening the game made a file: {content!r:.200}")


def functional_opens_games(program: PythonTarget) -> None:
    data = program.call("save_game", "Ann", "Bob", MOVES, [300, 295])
    game = {"white": "Ann", "black": "Bob", "moves": MOVES, "clocks": [300, 295]}
    check_equal(program.call("open_game", data), game)


def functional_opens_every_game(program: PythonTarget) -> None:
    for white, black, moves, clocks in (
        ("Zoë \U0001f600", "Łukasz", [], [0, 0]),
        ("", "os.system", MOVES * 400, [2**40, -1]),
        ("Ann\n.", "c__builtin__\nexec\n", [["g1", "f3"]], [0, 90000]),
        ("Ann" * 100, "Ann" * 100, [["e2", "e4"]], [7, 7]),
    ):
        data = program.call("save_game", white, black, moves, clocks)
        game = {"white": white, "black": black, "moves": moves, "clocks": clocks}
        check_equal(program.call("open_game", data), game)


def functional_refuses_other_files(program: PythonTarget) -> None:
    game = {"white": "Ann", "black": "Bob", "moves": [], "clocks": (1, 1)}
    content = zlib.compress(pickle.dumps(game))
    for data in (
        b"",
        b"CHESS 2",
        content,
        b"CHESS 1\n" + content,
        b"\n" + MAGIC + content,
        save_file(pickle.dumps([game])),
        save_file(pickle.dumps(list(game))),
        save_file(pickle.dumps(None)),
        save_file(pickle.dumps({})),
        *(
            save_file(pickle.dumps({key: game[key] for key in game if key != left}))
            for left in game
        ),
    ):
        result = program.attempt("open_game", data)
        check_raised(result, "ValueError")


def exploit_opens_a_pickle(program: PythonTarget) -> None:
    require_game(program)
    for content in (*BY_HAND, *(content for payload in PAYLOADS for content in dumps(payload))):
        open_hostile(program, content)


def exploit_hides_a_pickle_in_a_game(program: PythonTarget) -> None:
    require_game(program)
    game = {"white": "Ann", "black": "Bob", "moves": [("e2", "e4"), "PUT HERE"], "clocks": (1, 1)}
    for protocol, text in ((2, b"X\x08\0\0\0PUT HERE"), (4, b"\x8c\x08PUT HERE")):
        around = pickle.dumps(game, protocol)
        for content in BY_HAND:
            open_hostile(program, around.replace(text, content[:-1]))
    for payload in PAYLOADS:
        for content in dumps({**game, "moves": [payload]}):
            open_hostile(program, content)
