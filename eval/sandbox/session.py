"""A live sandbox, seen from the host."""

import contextlib
import json
import os
import select
import sys
import time
from types import TracebackType
from typing import Any, Self

from eval.sandbox import bubblewrap, cgroup

SESSION_LIMIT_S = 60.0


class SandboxError(Exception):
    """The sandbox did not do what the host asked: it ended, hung, or refused."""


class Session:
    """One bubblewrap sandbox with an agent inside; killed as a whole when it is left.

    Args:
        limit_s: wall-clock seconds after which every further request fails; `SESSION_LIMIT_S`
            unless told.
    """

    def __init__(self, limit_s: float | None = None):
        bubblewrap.require()
        self._deadline = time.monotonic() + (SESSION_LIMIT_S if limit_s is None else limit_s)
        # bwrap's init keeps its standard streams and environment where candidates can open them in
        # /proc/1, but closes every other descriptor: so the channel is not on standard streams.
        agent_reads, requests = os.pipe()
        replies, agent_writes = os.pipe()
        # The seccomp filter leaves nobody inside the means to make files outside the work folder.
        outputs = [os.memfd_create(name) for name in ("out", "err")]
        inherited = (agent_reads, agent_writes, *outputs)
        agent = [sys.executable, "-I", "-S", "-B", "/sandbox/agent.py", *map(str, inherited)]
        self._cgroup = cgroup.create()
        self._process = bubblewrap.start(agent, inherited, self._cgroup)
        for descriptor in inherited:
            os.close(descriptor)
        self._requests, self._replies = os.fdopen(requests, "wb"), os.fdopen(replies, "rb")
        self._buffer = bytearray()

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
        if self._cgroup:
            self._cgroup.remove()
        for pipe in (self._requests, self._replies):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def request(self, op: str, **arguments: Any) -> Any:
        """Ask the agent for `op` and return its value.

        Raises:
            SandboxError: the operation failed, the sandbox ended, or its time is over.
        """
        try:
            self._requests.write(json.dumps({"op": op, **arguments}).encode() + b"\n")
            self._requests.flush()
        except BrokenPipeError:
            raise SandboxError(f"the sandbox ended before '{op}'") from None
        reply = json.loads(self._read_line(op, self._replies.fileno()))
        if "failed" in reply:
            raise SandboxError(f"{op}: {reply['failed']}")
        return reply["value"]

    def _read_line(self, op: str, channel: int) -> bytes:
        end = self._buffer.find(b"\n")
        while end < 0:
            left = self._deadline - time.monotonic()
            if left <= 0 or not select.select([channel], [], [], left)[0]:
                raise SandboxError(f"the time limit was reached during '{op}'")
            chunk = os.read(channel, 1 << 20)
            if not chunk:
                raise SandboxError(f"the sandbox ended during '{op}'")
            found = chunk.find(b"\n")
            end = -1 if found < 0 else len(self._buffer) + found
            self._buffer += chunk
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line
