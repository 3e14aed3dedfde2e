"""Hostile programs against the process that serves the host from inside the sandbox."""

import base64
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from eval.bench.targets import run_in
from eval.sandbox import agent
from eval.sandbox.session import SandboxError, Session

# The candidate cannot see which descriptor leads to the agent, so it tries them all.
SAY = """
import os, time

def say(text):
    for descriptor in range(3, 20):
        try: os.write(descriptor, text)
        except OSError: pass
"""


def start(session: Session, code: str) -> Any:
    data = base64.b64encode(code.encode()).decode()
    session.request("write", path="candidate.py", data=data, mode=0o644)
    return session.request(
        "start",
        name="main",
        python=sys.executable,
        path="candidate.py",
        memory_bytes=1 << 30,
        timeout_s=20,
    )


def ask(session: Session, timeout_s: float = 20) -> Any:
    message = {"kind": "call", "function": "go", "args": [], "kwargs": {}}
    return session.request("ask", name="main", message=message, timeout_s=timeout_s)


def test_a_reply_without_the_nonce_is_not_believed(session: Session) -> None:
    forge = "def go():\n    say(b'{\"value\": \"forged\"}\\n')\n    return 'true'"
    assert start(session, SAY + forge) == {"value": None}
    assert ask(session) == {"lost": "the answer is to another question"}


def test_a_reply_sent_before_the_question_is_not_believed(session: Session) -> None:
    start(session, SAY + 'say(b\'{"nonce": "load", "value": "forged"}\\n\')\ndef go(): return 1')
    assert ask(session) == {"lost": "the answer is to another question"}


@pytest.mark.parametrize("line", [b"true\n", b"\xff\n", b"[]\n", b"\n"])
def test_nonsense_is_no_answer(session: Session, line: bytes) -> None:
    start(session, f"{SAY}\ndef go():\n    say({line!r})")
    assert ask(session).keys() == {"lost"}


@pytest.mark.parametrize("code", ["import os\nos._exit(0)", "import os\ndef go(): os._exit(0)"])
def test_a_process_that_ends_with_success_is_lost(session: Session, code: str) -> None:
    loaded = start(session, code)
    reply = ask(session) if "value" in loaded else loaded
    assert reply == {"lost": "the process ended with status 0"}


def test_an_endless_loop_ends_in_time(session: Session) -> None:
    start(session, "def go():\n    while True: pass")
    before = time.monotonic()
    assert ask(session, timeout_s=0.3) == {"lost": "no answer within 0.3 s"}
    assert time.monotonic() - before < 5


def test_an_answer_that_trickles_in_does_not_extend_the_time(session: Session) -> None:
    start(session, f"{SAY}\ndef go():\n    for _ in range(30): say(b' '); time.sleep(0.1)")
    assert "lost" in ask(session, timeout_s=0.5)


def test_output_is_capped(session: Session) -> None:
    finished = run_in(session, ["/usr/bin/head", "-c", "3000000", "/dev/zero"])
    assert len(finished.stdout) == agent.OUTPUT_CAP


def test_a_file_does_not_grow_beyond_16_mib(session: Session) -> None:
    command = "head -c 17000000 /dev/zero > big && echo written"
    assert run_in(session, ["/bin/sh", "-c", command]).stdout == ""
    assert session.request("status", path="big")["size"] <= 16 * 1024 * 1024


def test_too_many_processes_end_them_all(session: Session) -> None:
    code = """
import os, time
for count in range(1000):
    if os.fork() == 0:
        time.sleep(5)
        os._exit(0)
    time.sleep(0.001)
print("all started")
"""
    result = run_in(session, [sys.executable, "-I", "-S", "-c", code])
    assert (result.code, result.stdout) == (-9, "") or "unavailable" in result.stderr
    assert session.request("tree") == []


@pytest.mark.parametrize("flags", ["PRIVATE", "SHARED"])
def test_too_much_memory_ends_the_program(session: Session, flags: str) -> None:
    code = f"""
import mmap
held = mmap.mmap(-1, 4 << 30, flags=mmap.MAP_ANONYMOUS | mmap.MAP_{flags})
for at in range(0, 4 << 30, 4096): held[at] = 1
print("held")
"""
    result = run_in(session, [sys.executable, "-I", "-S", "-c", code])
    assert (result.code, result.stdout) == (-9, "")


def test_a_pipe_in_place_of_a_file_is_not_waited_for(session: Session) -> None:
    run_in(session, ["/usr/bin/mkfifo", "pipe"])
    with pytest.raises(SandboxError, match="pipe is not a file"):
        session.request("read", path="pipe")


def test_the_agent_can_be_neither_traced_nor_read(run_python: Callable[..., str]) -> None:
    code = """
import ctypes, os
agent = os.getppid()
print("agent.py" in open(f"/proc/{agent}/cmdline").read())
for reach in (lambda: open(f"/proc/{agent}/mem", "rb"), lambda: open(f"/proc/{agent}/environ"),
              lambda: open(f"/proc/{agent}/fd/0"), lambda: open(f"/proc/{agent}/fd/1", "w")):
    try: print("reached", reach())
    except OSError: pass
print(ctypes.CDLL(None).ptrace(16, agent, 0, 0))
"""
    assert run_python(code).split() == ["True", "-1"]


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "a/../../tmp/escaped-file", "link/escaped-file"]
)
def test_nothing_is_written_outside_the_work_folder(session: Session, path: str) -> None:
    session.request("symlink", target="/etc" if "etc" in path else "/tmp", path="link")
    with pytest.raises(SandboxError, match="leads out of the work folder"):
        session.request("write", path=path, data="", mode=0o644)
    assert run_in(session, ["/usr/bin/test", "-e", "/tmp/escaped-file"]).code == 1


@pytest.mark.parametrize("path", ["../usr/bin/env", "/usr/bin/env", "link/env", "link"])
def test_nothing_is_read_outside_the_work_folder(session: Session, path: str) -> None:
    session.request("symlink", target="/usr/bin", path="link")
    with pytest.raises(SandboxError, match="leads out of the work folder"):
        session.request("read", path=path)


def test_a_link_to_etc_leads_nowhere(session: Session) -> None:
    session.request("symlink", target="/etc", path="link")
    with pytest.raises(SandboxError, match="leads out of the work folder"):
        session.request("write", path="link/passwd", data="", mode=0o644)
