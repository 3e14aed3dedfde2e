"""Runs a problem's test on one solution: the test outside the sandbox, the solution inside."""

import contextlib
import json
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.bench.targets import CandidateLost, CandidateRaised, PythonTarget
from eval.sandbox.session import SandboxError, Session
from eval.usability import exchange
from eval.usability.humaneval import Problem

PROBLEM_LIMIT_S = 20.0
"""For all of a problem, the start of the sandbox included; references take up to 0.3 s."""
ANSWER_CAP = 1 << 20
SOLUTION = ".program/solution.py"
EXCHANGE = Path(exchange.__file__)
# Isolated, so that nothing of the environment (such as PYTHONOPTIMIZE) switches assertions off.
TEST_COMMAND = (sys.executable, "-I", "-S", "-B", str(EXCHANGE))


@dataclass(frozen=True)
class Execution:
    """What a problem's test made of one solution."""

    built: bool
    """Whether it could be loaded and defines the function."""
    passed: bool
    detail: str = ""
    """What went wrong first, in a line."""


class Failed(Exception):
    """The test did not come to a good end; the message says why."""


def passes(problem: Problem, code: str) -> Execution:
    """Run the problem's test on a solution, in a sandbox of its own.

    The solution passes if the test, which is out of its reach, comes to its end and raises nothing.
    Where a test calls the function by its name (problem 33), it calls the reference.

    Raises:
        UserError: nothing can be executed on this machine.
    """
    with _test_process() as test, Session(PROBLEM_LIMIT_S) as session:
        return _passes(problem, code, session, test)


@contextlib.contextmanager
def _test_process() -> Iterator[subprocess.Popen[str]]:
    """Start the process that runs the test, and end it whatever it is at."""
    process = subprocess.Popen(
        TEST_COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(BrokenPipeError):
                assert pipe
                pipe.close()


def _passes(
    problem: Problem, code: str, session: Session, test: subprocess.Popen[str]
) -> Execution:
    deadline = time.monotonic() + PROBLEM_LIMIT_S
    built = False
    try:
        target = PythonTarget(session, EXCHANGE.read_text())
        target.write(SOLUTION, code.encode("utf-8", "replace"))
        target.call("load", SOLUTION, problem.entry_point)
        built = True
        _run(problem, target, test, deadline)
    except Exception as error:  # noqa: BLE001
        # The solution decides what comes back, so anything may be raised; none of it is a pass.
        known = isinstance(error, Failed | CandidateRaised | CandidateLost | SandboxError)
        kind = "" if known else f"{type(error).__name__}: "
        return Execution(built, False, f"{'' if built else 'build: '}{kind}{_printable(error)}")
    return Execution(built, True)


def _run(
    problem: Problem, target: PythonTarget, test: subprocess.Popen[str], deadline: float
) -> None:
    """Hand calls and answers to and fro until the test has ended; raise unless it passed."""
    reference = problem.prompt + problem.canonical_solution
    _send(test, {"reference": reference, "test": problem.test})
    while True:
        message = _receive(test, deadline)
        if "arguments" not in message:
            break
        answer = target.call("answer", problem.entry_point, message["arguments"])
        if not isinstance(answer, str) or len(answer) > ANSWER_CAP:
            raise Failed("the answer is garbled or too long")
        _send(test, answer)
    if message["passed"] is not True:
        raise Failed(message["detail"])


def _send(test: subprocess.Popen[str], message: Any) -> None:
    assert test.stdin
    test.stdin.write(json.dumps(message) + "\n")
    test.stdin.flush()


def _receive(test: subprocess.Popen[str], deadline: float) -> dict[str, Any]:
    assert test.stdout
    left = max(0.0, deadline - time.monotonic())
    # It writes one line and then waits for an answer, so none is left unread in a buffer.
    if not select.select([test.stdout], [], [], left)[0]:
        raise Failed(f"the test did not end within {PROBLEM_LIMIT_S:g} s")
    line = test.stdout.readline()
    if not line:
        raise Failed("the test's process ended")
    return json.loads(line)


def _printable(error: Exception) -> str:
    """Return an error's message as a line that any file takes; candidates write what they like."""
    return " ".join(str(error).split())[:500].encode("utf-8", "replace").decode()
