"""What reaches the host from a sandbox, and what is left of it."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from eval.bench.targets import PythonTarget, run_in
from eval.sandbox.session import SandboxError, Session


def processes_called(name: str) -> list[str]:
    """Return the ids of the host's processes whose command line holds `name`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes()
        except OSError:  # It ended meanwhile.
            continue
        if name.encode() in command:
            found.append(path.parent.name)
    return found


def test_two_sessions_share_nothing(sandbox: None) -> None:
    with Session() as first, Session() as second:
        first.request("write", path="note", data="", mode=0o644)
        assert first.request("tree") == ["note"]
        assert second.request("tree") == []


def test_the_session_as_a_whole_has_a_limit(sandbox: None) -> None:
    before = time.monotonic()
    with Session(limit_s=0.5) as session, pytest.raises(SandboxError, match="time limit"):
        run_in(session, ["/usr/bin/sleep", "30"], limit_s=30)
    assert time.monotonic() - before < 5


def test_no_background_process_outlives_its_program(sandbox: None) -> None:
    duration = f"600.{secrets.randbelow(10**9)}"
    with Session() as session:
        started = run_in(session, ["/bin/sh", "-c", f"setsid sleep {duration} & echo $!"])
        assert int(started.stdout) > 1
        assert processes_called(duration) == []


def test_no_background_process_outlives_the_session(sandbox: None) -> None:
    duration = f"600.{secrets.randbelow(10**9)}"
    code = f"import subprocess\nsubprocess.Popen(['sleep', '{duration}'], start_new_session=True)"
    with Session() as session:
        PythonTarget(session, code).restart()
        # A process has no command line yet in the instant in which it starts.
        until = time.monotonic() + 5
        while not processes_called(duration) and time.monotonic() < until:
            time.sleep(0.01)
        assert len(processes_called(duration)) == 1
    until = time.monotonic() + 5
    while processes_called(duration) and time.monotonic() < until:
        time.sleep(0.05)
    assert processes_called(duration) == []


def test_no_program_answers_the_host_in_the_agents_name(
    session: Session, run_python: Callable[..., str]
) -> None:
    code = """
import glob, os
for path in glob.glob("/proc/[0-9]*/fd/*"):
    if path.split("/")[2] != str(os.getpid()):
        try: os.write(os.open(path, os.O_WRONLY | os.O_NONBLOCK), b'{"value": ["forged"]}\\n')
        except OSError: pass
"""
    run_python("open('made', 'w')")
    # The program's own end may be lost; what must hold is the next answer.
    try:
        run_python(code)
    except TypeError:
        pytest.fail("a forged line was taken for the agent's answer")
    assert session.request("tree") == ["made"]


def test_killing_the_agent_is_an_error(session: Session, run_python: Callable[..., str]) -> None:
    with pytest.raises(SandboxError, match="ended"):
        run_python("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)")
    with pytest.raises(SandboxError, match="ended"):
        session.request("tree")


def test_killing_everything_in_reach_is_an_error(run_python: Callable[..., str]) -> None:
    with pytest.raises(SandboxError, match="ended"):
        run_python("import os, signal\nos.kill(-1, signal.SIGKILL)")


def test_a_refusal_of_the_agent_does_not_end_the_session(session: Session) -> None:
    with pytest.raises(SandboxError, match="read: IsADirectoryError"):
        session.request("read", path=".")
    assert session.request("tree") == []
