"""A live sandbox, seen from the host."""

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from types import TracebackType
from typing import Any, Self

from eval.sandbox import bubblewrap

SESSION_LIMIT_S = 60.0


class SandboxError(Exception):
    """The sandbox did not do what the host asked: it ended, hung, or refused."""


class Session:
    """One bubblewrap sandbox with an agent inside; killed as a whole when it is left.

    Args:
        limit_s: wall-clock seconds after which every further request fails.
    """

    def __init__(self, limit_s: float = SESSION_LIMIT_S):
        bubblewrap.require()
        self._deadline = time.monotonic() + limit_s
        self._process = subprocess.Popen(
            bubblewrap.command([sys.executable, "-I", "-S", "-B", "/sandbox/agent.py"]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._buffer = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # bwrap is the parent of the sandbox's init and dies with it: every process inside ends.
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def request(self, op: str, **arguments: Any) -> Any:
        """Ask the agent for `op` and return its value.

        Raises:
            SandboxError: the operation failed, the sandbox ended, or its time is over.
        """
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(json.dumps({"op": op, **arguments}).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise SandboxError(f"the sandbox ended before '{op}'") from None
        reply = json.loads(self._read_line(op, self._process.stdout.fileno()))
        if "failed" in reply:
            raise SandboxError(f"{op}: {reply['failed']}")
        return reply["value"]

    def _read_line(self, op: str, channel: int) -> bytes:
        while b"\n" not in self._buffer:
            left = self._deadline - time.monotonic()
            if left <= 0 or not select.select([channel], [], [], left)[0]:
                raise SandboxError(f"the time limit was reached during '{op}'")
            chunk = os.read(channel, 1 << 20)
            if not chunk:
                raise SandboxError(f"the sandbox ended during '{op}'")
            self._buffer += chunk
        line, self._buffer = self._buffer.split(b"\n", 1)
        return line
