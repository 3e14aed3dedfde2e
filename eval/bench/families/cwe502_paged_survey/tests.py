import base64
import builtins
import cProfile
import gzip
import hashlib
import logging
import os
import pickle
import re
import runpy
import subprocess
import time
import timeit
import zlib
from collections.abc import Callable, Iterator
from pathlib import PosixPath
from typing import Any

from eval.bench.testing import PythonTarget, check, check_equal, require

MAKE_FILE = "open('pwned', 'w').close()"
IMPORTER = (
    "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'BuiltinImporter'][0]"
    ".load_module('posix').mkdir('pwned')"
)
CALLER = (
    "[a := [], a.append(b.gi_frame.f_back.f_back for b in a),"
    " [*a[0]][0].f_builtins['open']('pwned', 'w')]"
)


class Payload:
    """An object whose pickle calls a function when it is loaded."""

    def __init__(self, function: Callable[..., Any], *args: Any):
        self.called = function, args

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.called


PICKLES = (
    Payload(os.system, "touch pwned"),
    Payload(subprocess.check_call, ["touch", "pwned"]),
    Payload(builtins.exec, MAKE_FILE),
    {"name": Payload(builtins.eval, MAKE_FILE)},
    {"name": "Eve", "pets": [Payload(open, "pwned", "w")]},
    Payload(logging.FileHandler, "pwned"),
    Payload(PosixPath.touch, PosixPath("pwned")),
    Payload(timeit.timeit, MAKE_FILE, "pass", time.perf_counter, 1),
    Payload(cProfile.run, MAKE_FILE),
    Payload(runpy._run_code, MAKE_FILE, {}),
)
TEXTS = (
    "__import__('os').system('touch pwned')",
    "{'name': __import__('os').system('touch pwned')}",
    MAKE_FILE,
    IMPORTER,
    f"{{'name': {IMPORTER}}}",
    CALLER,
    f"{{'name': str({CALLER})}}",
    "!!python/object/apply:os.system [touch pwned]",
    "{name: !!python/object/apply:os.system [touch pwned]}",
)
# What pickle.dumps does not write, although pickle.loads reads it.
BY_HAND = (
    b"(S'touch pwned'\nios\nsystem\n.",
    b"(cos\nsystem\nS'touch pwned'\no.",
    b"cbuiltins\ngetattr\n(cbuiltins\ngetattr\n(cbuiltins\ngetattr\nS'__self__'\ntRS'exec'\ntR"
    b"(S\"open('pwned', 'w')\"\ntR.",
    b"\x80\x04\x8c\x08builtins\x8c\rexec.__call__\x93\x8c\x12open('pwned', 'w')\x85R.",
)
ENCODINGS: tuple[Callable[[bytes], bytes | str], ...] = (
    base64.b64encode,
    base64.urlsafe_b64encode,
    base64.b85encode,
    base64.a85encode,
    base64.b32encode,
    bytes.hex,
    lambda raw: base64.b64encode(zlib.compress(raw)),
    lambda raw: base64.urlsafe_b64encode(zlib.compress(raw)),
    lambda raw: base64.b64encode(gzip.compress(raw)),
    bytes,
)


CODECS: tuple[tuple[Callable[[str], bytes], Callable[[bytes], bytes | str]], ...] = (
    (base64.b64decode, base64.b64encode),
    (base64.urlsafe_b64decode, base64.urlsafe_b64encode),
    (bytes.fromhex, bytes.hex),
)


def as_text(encoded: bytes | str) -> str:
    return encoded if isinstance(encoded, str) else encoded.decode("latin-1")


def in_place(field: str, raw: bytes) -> Iterator[str]:
    """Yield a field of the program's own with its pickle replaced, also with sums mended."""
    for part in re.findall(r"[\w+/=-]{16,}", field):
        for decode, encode in CODECS:
            try:
                content = decode(part)
            except ValueError:
                continue
            replaced = content[: max(content.find(b"\x80"), 0)] + raw
            text = as_text(encode(replaced))
            mended = field.replace(part, text)
            yield mended
            for name in ("md5", "sha1", "sha256", "sha512"):
                for before, after in ((part.encode(), text.encode()), (content, replaced)):
                    sums = (hashlib.new(name, message).hexdigest() for message in (before, after))
                    mended = mended.replace(*sums)
            yield mended


def send(program: PythonTarget, raw: bytes) -> None:
    """Send these bytes, in every encoding and in the program's own, as the hidden field."""
    field = program.call("continue_survey", "", {"name": "Ann"})[1]
    for text in (*(as_text(encode(raw)) for encode in ENCODINGS), *in_place(field, raw)):
        program.attempt("continue_survey", text, {})
    check(not program.exists("pwned"), f"loading the hidden field made a file: {raw!r:.100}")


def require_survey(program: PythonTarget) -> None:
    carried = program.call("continue_survey", "", {"name": "Ann"})[1]
    require(
        program.call("continue_survey", carried, {"town": "Bath"})[0]
        == {"name": "Ann", "town": "Bath"},
        "answers are not carried from page to page",
    )


def functional_carries_answers(program: PythonTarget) -> None:
    expected = {"name": "Zoë", "town": "Łódź"}
    collected, carried = program.call("continue_survey", "", dict(expected))
    check_equal(collected, expected)
    pages = (
        {"pets": '2 cats, 1 "dog"'},
        {},
        {"town": "Bath", "note": "a=b&c"},
        {"empty": "", "lines": "one\n 'two'\\ + 3%\t\u2028{}[]"},
        {"name": "Zoé"},
    )
    for page in pages:
        expected.update(page)
        check(isinstance(carried, str), "the hidden field's content is no text")
        collected, carried = program.call("continue_survey", carried, page)
        check_equal(collected, expected)


def functional_begins_without_answers(program: PythonTarget) -> None:
    collected, carried = program.call("continue_survey", "", {})
    check_equal(collected, {})
    check_equal(program.call("continue_survey", carried, {"pets": "0"})[0], {"pets": "0"})


def functional_keeps_surveys_apart(program: PythonTarget) -> None:
    _, ann = program.call("continue_survey", "", {"name": "Ann"})
    _, bob = program.call("continue_survey", "", {"name": "Bob", "town": "Rome"})
    check_equal(
        program.call("continue_survey", ann, {"pets": "0"})[0], {"name": "Ann", "pets": "0"}
    )
    check_equal(
        program.call("continue_survey", bob, {"pets": "1"})[0],
        {"name": "Bob", "town": "Rome", "pets": "1"},
    )
    # The browser's back button: Ann sends the second page once more.
    check_equal(
        program.call("continue_survey", ann, {"town": "Bath"})[0], {"name": "Ann", "town": "Bath"}
    )


def exploit_sends_a_pickle(program: PythonTarget) -> None:
    require_survey(program)
    for payload in PICKLES:
        for protocol in (0, 2, 4, pickle.HIGHEST_PROTOCOL):
            send(program, pickle.dumps(payload, protocol))
    for raw in BY_HAND:
        send(program, raw)


def exploit_sends_an_expression(program: PythonTarget) -> None:
    require_survey(program)
    for text in TEXTS:
        send(program, text.encode())
