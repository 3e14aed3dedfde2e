import sys

import pytest

from eval.oracles.analysers import Source, process
from eval.oracles.analysers.process import ToolFailed

PROGRAM = Source("an id/with: anything", "text\ud800", "python", "CWE-20")


pytestmark = pytest.mark.usefixtures("sandbox")


def run_python(code: str, *programs: Source) -> process.Finished:
    return process.run([sys.executable, "-I", "-S", "-c", code], programs)


def test_a_tool_sees_the_programs_and_nothing_of_the_host() -> None:
    finished = run_python(
        "import os; print(os.listdir()); print(os.path.exists('/etc/passwd')); "
        f"print(os.path.exists({__file__!r})); print(open('0.py').read()); print(dict(os.environ))",
        PROGRAM,
    )
    assert finished.code == 0, finished.stderr
    files, passwords, this_test, text, environment = finished.stdout.splitlines()
    assert (files, passwords, this_test, text) == ("['0.py']", "False", "False", "text?")
    assert "HOME" in environment
    assert "USER" not in environment


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', 1))",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "open('0.py', 'w')",
        "open('/usr/bin/x', 'w')",
    ],
)
def test_a_tool_reaches_no_network_and_writes_no_program(code: str) -> None:
    finished = run_python(code, PROGRAM)
    assert finished.code == 1
    assert "Errno" in finished.stderr


def test_a_tool_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "START_LIMIT_S", 0.5)
    with pytest.raises(ToolFailed, match=r"no end within 0\.5 s"):
        run_python("import time; time.sleep(60)")


@pytest.mark.parametrize(
    "code",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "import mmap; m = mmap.mmap(-1, 9 << 30, flags=34); print(len(m))",
        "open('/tmp/x', 'wb').write(bytes(1)); print('x' * (70 << 20))",
    ],
)
def test_a_tool_that_crashes_or_takes_too_much_is_no_result(code: str) -> None:
    try:
        code_of_exit = run_python(code).code
    except ToolFailed:
        return
    assert code_of_exit != 0
