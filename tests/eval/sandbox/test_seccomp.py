"""The filter, as programs inside the sandbox meet it."""

import os
from collections.abc import Callable

import pytest

from eval.sandbox import seccomp

CALL = """
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
number, *arguments = map(int, sys.argv[1:])
result = libc.syscall(number, *arguments)
print(os.strerror(ctypes.get_errno()) if result == -1 else "done")
"""


def number_of(name: str) -> str:
    import pyseccomp

    return str(pyseccomp.resolve_syscall(pyseccomp.system_arch(), name))


@pytest.mark.parametrize(
    "name",
    [
        *("ptrace", "mount", "unshare", "setns", "bpf", "keyctl", "io_uring_setup", "chroot"),
        *("userfaultfd", "perf_event_open", "memfd_create", "shmget", "process_vm_readv"),
    ],
)
def test_denied_calls_are_refused(run_python: Callable[..., str], name: str) -> None:
    assert name in seccomp.DENIED
    assert run_python(CALL, number_of(name), "0", "0", "0") == "Operation not permitted"


def test_an_ordinary_call_is_not(run_python: Callable[..., str]) -> None:
    assert run_python(CALL, number_of("getpid")) == "done"


@pytest.mark.parametrize("flag", seccomp.NEW_NAMESPACE)
def test_a_process_in_a_new_namespace_is_refused(run_python: Callable[..., str], flag: int) -> None:
    result = run_python(CALL, number_of("clone"), str(flag), "0", "0", "0", "0")
    assert result == "Operation not permitted"


@pytest.mark.parametrize("high", [0, 1 << 32])
@pytest.mark.parametrize("request_", seccomp.TERMINAL_INPUT)
def test_typing_into_a_terminal_is_refused_whatever_the_high_bits(
    run_python: Callable[..., str], request_: int, high: int
) -> None:
    code = CALL.replace("map(int, sys.argv[1:])", "map(ctypes.c_long, map(int, sys.argv[1:]))")
    result = run_python(code, number_of("ioctl"), "0", str(request_ | high), "0")
    assert result == "Operation not permitted"


def test_only_local_sockets_can_be_made(run_python: Callable[..., str]) -> None:
    code = """
import socket
for name in ("AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_UNIX"):
    try: socket.socket(getattr(socket, name), socket.SOCK_DGRAM).close(); print("made", name)
    except OSError as error: print(error.strerror)
"""
    lines = run_python(code).splitlines()
    assert lines == ["Address family not supported by protocol"] * 4 + ["made AF_UNIX"]


def test_threads_and_processes_start_without_clone3(run_python: Callable[..., str]) -> None:
    code = """
import subprocess, threading
thread = threading.Thread(target=print, args=("thread",))
thread.start(); thread.join()
print(subprocess.run(["/bin/echo", "process"], capture_output=True, text=True).stdout)
"""
    assert run_python(code).split() == ["thread", "process"]


def test_each_sandbox_reads_a_filter_of_its_own() -> None:
    first, second = seccomp.descriptor(), seccomp.descriptor()
    assert first != second
    try:
        assert os.read(first, 1 << 20) == os.read(second, 1 << 20) == seccomp.program()
    finally:
        os.close(first)
        os.close(second)
