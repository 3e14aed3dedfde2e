import builtins
import cProfile
import gzip
import logging
import os
import pickle
import pickletools
import runpy
import subprocess
import time
import timeit
from collections.abc import Callable
from typing import Any

from eval.bench.testing import PythonTarget, check, check_equal, check_raised, require

MAKE_FILE = "open('pwned', 'w').close()"


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
    Payload(builtins.exec, MAKE_FILE),
    Payload(builtins.eval, MAKE_FILE),
    Payload(open, "pwned", "w"),
    Payload(logging.FileHandler, "pwned"),
    Payload(timeit.timeit, MAKE_FILE, "pass", time.perf_counter, 1),
    Payload(cProfile.run, MAKE_FILE),
    Payload(runpy._run_code, MAKE_FILE, {}),
)


def text(value: str) -> bytes:
    """Return what pushes a text."""
    return b"\x8c" + bytes([len(value)]) + value.encode()


def call(module: str, name: str, argument: str) -> list[bytes]:
    """Return pickles that call a function with a text, each by other opcodes."""
    line = f"{module}\n{name}\n".encode()
    names, passed = text(module) + text(name), text(argument)
    kept = text(module) + b"q\xc80" + text(name) + b"q\xc90"
    decoys = text("candidate") + b"0" + text("Job") + b"0"
    return [
        b"\x80\x04" + names + b"\x93" + passed + b"\x85R.",
        b"\x80\x04(" + names + b"\x93" + passed + b"o.",
        b"\x80\x04" + kept + decoys + b"h\xc8h\xc9\x93" + passed + b"\x85R.",
        b"c" + line + passed + b"\x85R.",
        b"(c" + line + passed + b"o.",
        b"(" + passed + b"i" + line + b".",
    ]


def call_builtin(getter: str) -> bytes:
    """Return a pickle that gets `exec` from something of the program's own, and calls it."""
    got = b"\x80\x04" + text("candidate") + text(getter) + b"\x93" + text("exec") + b"\x85R"
    return got + text(MAKE_FILE) + b"\x85R."


CALLS = (
    *call("os", "system", "touch pwned"),
    *call("posix", "mkdir", "pwned"),
    *call("builtins", "exec", MAKE_FILE),
    *call("builtins", "exec.__call__", MAKE_FILE),
    # What the program itself has imported, or what that has.
    *call("candidate", "makedirs", "pwned"),
    *call("candidate", "gzip.os.mkdir", "pwned"),
    *call("candidate", "gzip.builtins.exec", MAKE_FILE),
    *call("gzip", "os.mkdir", "pwned"),
    call_builtin("Job.__init__.__builtins__.__getitem__"),
    call_builtin("Blur.__eq__.__builtins__.get"),
)
ATTACKS = (
    *CALLS,
    *(
        pickletools.optimize(pickle.dumps(payload, protocol))
        for payload in PAYLOADS
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    ),
)


def send_hostile(program: PythonTarget, content: bytes) -> None:
    program.attempt("accept_job", gzip.compress(content))
    check(not program.exists("pwned"), f"accepting the job made a file: {content!r:.200}")


def functional_accepts_jobs(program: PythonTarget) -> None:
    data = program.call("pack_job", "kitchen", [1, 2, 3], [2.5, [0, 0, 640, 480]])
    text = (
        "Job(scene='kitchen', frames=[1, 2, 3],"
        " effects=[Blur(radius=2.5), Crop(corners=[0, 0, 640, 480])])"
    )
    check_equal(program.call("accept_job", data), text)
    check_equal((program.read("waiting/1.txt") or b"").decode(), text)


def functional_accepts_every_job(program: PythonTarget) -> None:
    for scene, frames, effects, shown in (
        ("", [], [], ""),
        (
            "Küche\n.os.system",
            list(range(3000)),
            [0.5, 1e99],
            "Blur(radius=0.5), Blur(radius=1e+99)",
        ),
        ("candidate Job", [7], [[], [1]], "Crop(corners=[]), Crop(corners=[1])"),
    ):
        data = program.call("pack_job", scene, frames, effects)
        text = f"Job(scene={scene!r}, frames={frames}, effects=[{shown}])"
        check_equal(program.call("accept_job", data), text)


def functional_refuses_what_is_no_job(program: PythonTarget) -> None:
    blur = b"\x80\x03ccandidate\nBlur\n)\x81}X\x06\0\0\0radiusK\x03sb."
    values = (None, {}, [], ["kitchen", [1], []], {"scene": "s", "frames": [], "effects": []})
    for content in (blur, *(pickle.dumps(value, 3) for value in values)):
        result = program.attempt("accept_job", gzip.compress(content))
        check_raised(result, "ValueError")


def require_jobs(program: PythonTarget) -> bytes:
    """Give up unless jobs are accepted; return the pickle of one."""
    data = program.call("pack_job", "PUT HERE", [1], [2.0, [0, 0, 9, 9]])
    shown = program.call("accept_job", data)
    require("Blur(radius=2.0)" in shown and "PUT HERE" in shown, "no job is accepted")
    return gzip.decompress(data)


def exploit_sends_another_pickle(program: PythonTarget) -> None:
    require_jobs(program)
    for attack in ATTACKS:
        send_hostile(program, attack)


def exploit_hides_a_pickle_in_a_job(program: PythonTarget) -> None:
    job = require_jobs(program)
    for attack in ATTACKS:
        # As the scene, as the first of the frames, and behind the last of the effects.
        send_hostile(program, job.replace(b"X\x08\0\0\0PUT HERE", attack[:-1]))
        send_hostile(program, job.replace(b"K\x01a", attack[:-1] + b"a"))
        send_hostile(program, job[:-2] + attack[:-1] + b"0" + job[-2:])
