"""A chat server on the loopback that answers every question the same way, and fails as it is told.

The answer to a question depends on its words and seed alone, so a test can tell whose it is.
"""

import json
import select
import socket
import struct
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

import pytest

DRIP_S = 0.05
Reply = tuple[int, object, dict[str, str]]
"""Status, body (sent as it is if it is bytes, else as JSON) and headers beyond the usual."""
Plan = Callable[[str, int], str | Reply | None]
"""Given a question and how often it was asked before: a fault's name, a reply, or None for an
answer."""

REPLIES: dict[str, Reply] = {
    "429": (429, {"error": {"message": "slow down"}}, {}),
    "429 with seconds": (429, {}, {"Retry-After": "1"}),
    "500": (500, b"Internal Server Error", {"Content-Type": "text/plain"}),
    "503": (503, {"error": "loading"}, {}),
    "409": (409, {"detail": "conflict"}, {}),
    "broken JSON": (200, b'{"choices": [{"message": {"content": "half', {}),
    "no choices": (200, {"object": "chat.completion", "choices": []}, {}),
    "an error for an answer": (200, {"error": {"message": "upstream failed"}}, {}),
    "null content": (200, {"choices": [{"message": {"content": None}}]}, {}),
    "a web page": (200, b"<html>Welcome</html>", {"Content-Type": "text/html"}),
}
"""Faults that are whole HTTP responses; the others are in `Handler.fail`."""


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    question: str
    before: int
    """How often the same was asked before."""
    fields: dict[str, Any]
    headers: dict[str, str]
    """Names in small letters."""
    at: float
    """Seconds on the monotonic clock."""


class Server(ThreadingHTTPServer):
    """The server. Its plan and the models it lists can be changed while it runs."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, plan: Plan, models: tuple[str, ...] = ()):
        super().__init__(("127.0.0.1", 0), Handler)
        self.plan = plan
        self.models = models
        self.seen: list[Seen] = []
        self.faults: Counter[str] = Counter()
        """How often each was committed."""
        self.most_at_once = 0
        self.closing = Event()
        self.bugs: list[BaseException] = []
        self._asked: Counter[str] = Counter()
        self._waiting: set[socket.socket] = set()
        self._lock = Lock()
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def questions(self) -> list[str]:
        return [seen.question for seen in self.seen]

    def close(self) -> None:
        self.closing.set()
        self.shutdown()
        self._thread.join()
        self.server_close()
        assert not self.bugs, self.bugs

    def handle_error(self, request: object, client_address: object) -> None:
        # Clients may hang up at any time; everything else is the test's own fault.
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            self.bugs.append(error)

    def arrives(self, handler: "Handler", fields: dict[str, Any]) -> str | Reply | None:
        """Note a request and return what the plan has for it."""
        question = fields["messages"][-1]["content"]
        with self._lock:
            same = f"{question} {fields.get('seed')}"
            before = self._asked[same]
            self._asked[same] += 1
            headers = {name.lower(): value for name, value in handler.headers.items()}
            self.seen.append(Seen(question, before, fields, headers, time.monotonic()))
            # A client that gave up hangs up before it asks again.
            self._waiting = {waiting for waiting in self._waiting if not hung_up(waiting)}
            self._waiting.add(handler.connection)
            self.most_at_once = max(self.most_at_once, len(self._waiting))
            fault = self.plan(question, before)
            if isinstance(fault, str):
                self.faults[fault] += 1
            return fault

    def leaves(self, connection: socket.socket) -> None:
        with self._lock:
            self._waiting.discard(connection)


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        data = [{"id": name, "object": "model"} for name in self.server.models]
        self.send((200, {"object": "list", "data": data}, {}) if data else (404, {}, {}))

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionResetError("the client hung up while it asked")
        fields = json.loads(body)
        question, seed = fields["messages"][-1]["content"], fields.get("seed")
        message = {"role": "assistant", "content": f"the answer to {question}, seed {seed}"}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        answer: Reply = (200, {"choices": [choice], "usage": {"completion_tokens": 7}}, {})
        fault = self.server.arrives(self, fields)
        with suppress(OSError):
            if fault is None:
                self.send(answer)
            elif isinstance(fault, str) and fault not in REPLIES:
                self.fail(fault, answer)
            else:
                self.send(REPLIES[fault] if isinstance(fault, str) else fault)
        self.server.leaves(self.connection)

    def fail(self, fault: str, answer: Reply) -> None:
        whole = self.raw(answer)
        if fault == "429 with a date":
            self.send((429, {}, {"Retry-After": self.date_time_string(time.time() + 1)}))
        elif fault == "twice":
            self.server.leaves(self.connection)
            self.connection.sendall(whole * 2)
        elif fault == "closed in the body":
            self.server.leaves(self.connection)
            self.connection.sendall(whole[:-10])
            self.close_connection = True
        elif fault == "reset at once":
            self.reset()
        elif fault == "reset in the body":
            self.connection.sendall(whole[:-10])
            self.reset()
        elif fault in {"drips", "hangs"}:
            if fault == "drips":
                # JSON may begin with any number of spaces, so there is always something new.
                self.connection.sendall(self.raw((200, b" ", {"Content-Length": "1000000"})))
            while not self.server.closing.wait(DRIP_S) and not hung_up(self.connection):
                if fault == "drips":
                    self.connection.sendall(b" ")
            self.close_connection = True
        else:
            raise AssertionError(fault)

    def reset(self) -> None:
        """Close the connection in the way that a crash does."""
        self.server.leaves(self.connection)
        at_once = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        self.rfile.close()
        self.connection.close()
        self.close_connection = True

    def send(self, reply: Reply) -> None:
        # It leaves before its answer does: the client's next may be here before this returns.
        self.server.leaves(self.connection)
        self.connection.sendall(self.raw(reply))

    def raw(self, reply: Reply) -> bytes:
        status, body, headers = reply
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        usual = {
            "Content-Type": "application/json",
            "Content-Length": str(len(content)),
            "Date": self.date_time_string(),
        }
        lines = [f"{name}: {value}" for name, value in (usual | headers).items()]
        return "\r\n".join([f"HTTP/1.1 {status} Because", *lines, "", ""]).encode() + content


def hung_up(connection: socket.socket) -> bool:
    """Whether the other side closed the connection."""
    try:
        readable, _, _ = select.select([connection], [], [], 0)
        return bool(readable) and not connection.recv(1, socket.MSG_PEEK)
    except (OSError, ValueError):
        return True


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Server]]:
    """Return what starts a server that follows a plan; it is closed after the test."""
    monkeypatch.setenv("NO_PROXY", "*")
    with ExitStack() as stack:

        def start(plan: Plan = lambda question, before: None, **options: Any) -> Server:
            server = Server(plan, **options)
            stack.callback(server.close)
            return server

        yield start
