"""Programs under test, as the tests of a family see them.

A test runs on the host and holds the values it expects; the program runs in the sandbox. Files are
paths relative to the program's work folder.
"""

import base64
import re
import signal
import sys
from dataclasses import dataclass
from typing import Any

from eval.sandbox.session import Session

PYTHON_MEMORY_BYTES = 1 << 30
CALL_LIMIT_S = 10.0
SANITIZER_EXIT_CODE = 86
MODULE = ".program/candidate.py"
BINARY = ".program/program"
# Whichever process of a program reports a fault, it does so on the standard error they share.
REPORT = re.compile(r"ERROR: AddressSanitizer|: runtime error: ")


class CandidateRaised(Exception):
    """A call into the candidate raised; `kinds` are its class and what that is derived from."""

    def __init__(self, message: str, *kinds: str):
        super().__init__(f"{kinds[0]}: {message}")
        self.message = message
        self.kinds = kinds

    @property
    def kind(self) -> str:
        return self.kinds[0]


class CandidateLost(Exception):
    """The candidate's process ended, hung or answered nonsense."""


class BuildFailed(Exception):
    """The program does not compile or cannot be loaded; the message is the tool's."""


@dataclass(frozen=True)
class Raised:
    """What `attempt` returns when the candidate raised."""

    message: str
    kinds: tuple[str, ...]
    """Names of the exception's class and of those it is derived from."""

    @property
    def kind(self) -> str:
        return self.kinds[0]

    def is_a(self, *names: str) -> bool:
        """Return whether it is one of the named exceptions, or derived from one."""
        return any(name in self.kinds for name in names)


@dataclass(frozen=True)
class Reply:
    """An HTTP response from the candidate's Flask application."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def header(self, name: str) -> str | None:
        """Return the first header called `name`, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True)
class Exit:
    """How a C program ended."""

    code: int
    """Exit status; negative for the signal that ended it."""
    stdout: str
    stderr: str

    @property
    def sanitizer(self) -> str | None:
        """The fault that AddressSanitizer or UndefinedBehaviorSanitizer found, or None."""
        if self.code != SANITIZER_EXIT_CODE and not REPORT.search(self.stderr):
            return None
        fault = re.search(
            r"AddressSanitizer:? (?:attempting )?([\w-]+)|runtime error: ([^\n]+)", self.stderr
        )
        return next((part for part in fault.groups() if part), "fault") if fault else "fault"

    @property
    def crashed(self) -> bool:
        """Whether a sanitizer or a signal stopped it; abort() is a program's own way to refuse."""
        killed = self.code < 0 and self.code != -signal.SIGABRT
        return killed or self.sanitizer is not None


class Target:
    """The work folder of a program under test, whatever its language."""

    def __init__(self, session: Session):
        self._session = session

    def write(self, path: str, data: str | bytes, mode: int = 0o644) -> None:
        raw = data.encode() if isinstance(data, str) else data
        encoded = base64.b64encode(raw).decode()
        self._session.request("write", path=path, data=encoded, mode=mode)

    def read(self, path: str) -> bytes | None:
        """Return a file's content, or None where there is no such file."""
        data = self._session.request("read", path=path)
        return None if data is None else base64.b64decode(data)

    def remove(self, path: str) -> None:
        """Delete a file or a link."""
        self._session.request("remove", path=path)

    def mkdir(self, path: str, mode: int = 0o755) -> None:
        self._session.request("mkdir", path=path, mode=mode)

    def symlink(self, target: str, path: str) -> None:
        self._session.request("symlink", target=target, path=path)

    def exists(self, path: str) -> bool:
        return self._session.request("status", path=path) is not None

    def mode(self, path: str) -> int | None:
        """Return the permission bits of a file or folder, or None where there is none."""
        status = self._session.request("status", path=path)
        return None if status is None else status["mode"]

    def tree(self) -> list[str]:
        """Return the path of every file in the work folder, sorted."""
        return self._session.request("tree")


class PythonTarget(Target):
    """A Python module in its own process, alive from the first call to the end of the test."""

    def __init__(self, session: Session, code: str):
        super().__init__(session)
        self.source = code
        self.write(MODULE, code.encode("utf-8", "replace"))
        self._started = False

    def restart(self) -> None:
        """Load the module afresh, as if the service had been started again."""
        loaded = self._session.request(
            "start",
            name="main",
            python=sys.executable,
            path=MODULE,
            memory_bytes=PYTHON_MEMORY_BYTES,
            timeout_s=CALL_LIMIT_S,
        )
        if "value" not in loaded:
            raise BuildFailed(_complaint(loaded))
        self._started = True

    def defines(self, name: str) -> bool:
        """Return whether the module has something called `name`; a dot leads to an attribute."""
        return self._ask({"kind": "defines", "name": name}) is True

    def call(self, function: str, *args: Any, **kwargs: Any) -> Any:
        """Call a function of the module and return its value.

        Values travel as JSON with exact types; bytes survive, tuples arrive as lists, and any other
        object arrives as ``{"__object__": class name, "text": str(object)}``.

        Raises:
            CandidateRaised: the call raised.
            CandidateLost: the process ended, hung, or garbled its answer.
        """
        return self._ask(
            {
                "kind": "call",
                "function": function,
                "args": _encode(list(args)),
                "kwargs": _encode(kwargs),
            }
        )

    def attempt(self, function: str, *args: Any, **kwargs: Any) -> Any:
        """Like `call`, but an exception of the candidate's is returned as `Raised`."""
        try:
            return self.call(function, *args, **kwargs)
        except CandidateRaised as error:
            return Raised(error.message, error.kinds)

    def http(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, str] | None = None,
        form: dict[str, str] | None = None,
        files: dict[str, tuple[str, bytes] | tuple[str, bytes, str]] | None = None,
        json: Any = None,
        headers: dict[str, str] | None = None,
        client: str = "default",
        remote_addr: str = "203.0.113.7",
    ) -> Reply:
        """Make a request to the module's Flask `app`.

        Each named client keeps its own cookies, unless `headers` has a Cookie. A file is its name,
        its content and, where it is not to be guessed from the name, its content type.
        """
        reply = self._ask(
            {
                "kind": "http",
                "method": method,
                "path": path,
                "query": query,
                "form": form,
                "files": _encode({name: list(file) for name, file in (files or {}).items()}),
                "json": json,
                "headers": headers,
                "client": client,
                "remote_addr": remote_addr,
            }
        )
        headers_received = tuple((key, value) for key, value in reply["headers"])
        return Reply(reply["status"], headers_received, reply["body"])

    def _ask(self, message: dict[str, Any]) -> Any:
        if not self._started:
            self.restart()
        reply = self._session.request("ask", name="main", message=message, timeout_s=CALL_LIMIT_S)
        if "raised" in reply:
            raise CandidateRaised(*map(str, reply["raised"]))
        if "value" not in reply:
            raise CandidateLost(str(reply.get("lost", "the answer has no value")))
        return _decode(reply["value"])


class CTarget(Target):
    """A C program linked with its family's harness; each run is a process of its own."""

    def __init__(self, session: Session, binary: bytes):
        super().__init__(session)
        self.write(BINARY, binary, mode=0o755)

    def run(
        self, *args: str | bytes, stdin: str | bytes = b"", env: dict[str, str] | None = None
    ) -> Exit:
        """Run the program to its end.

        Raises:
            CandidateLost: it did not end in time.
        """
        argv = [f"./{BINARY}", *map(_text, args)]
        return run_in(self._session, argv, stdin, env, CALL_LIMIT_S)


def run_in(
    session: Session,
    argv: list[str],
    stdin: str | bytes = b"",
    env: dict[str, str] | None = None,
    limit_s: float = CALL_LIMIT_S,
) -> Exit:
    """Run a program in the sandbox; raise `CandidateLost` where it does not end in time."""
    raw = stdin.encode() if isinstance(stdin, str) else stdin
    sanitizers = f"exitcode={SANITIZER_EXIT_CODE}:detect_leaks=0:detect_stack_use_after_return=1"
    result = session.request(
        "run",
        argv=argv,
        stdin=base64.b64encode(raw).decode(),
        env={
            "ASAN_OPTIONS": sanitizers,
            "UBSAN_OPTIONS": f"exitcode={SANITIZER_EXIT_CODE}:print_stacktrace=0",
            **(env or {}),
        },
        timeout_s=limit_s,
        memory_bytes=0,
    )
    if result["timed_out"]:
        raise CandidateLost(f"no end within {limit_s:g} s")
    stdout, stderr = (
        base64.b64decode(result[name]).decode("utf-8", "replace") for name in ("stdout", "stderr")
    )
    return Exit(result["code"], stdout, stderr)


def _complaint(loaded: dict[str, Any]) -> str:
    """Say why a module could not be loaded; hostile ones may have written the answer."""
    match loaded.get("raised"):
        case [str(message), str(kind), *_]:
            return f"{kind}: {message}"
        case None:
            return str(loaded.get("lost", "no answer"))
        case _:
            return "garbled"


def _text(argument: str | bytes) -> str:
    # surrogateescape lets arguments hold bytes that are not UTF-8.
    return argument if isinstance(argument, str) else argument.decode("utf-8", "surrogateescape")


def _encode(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"__bytes__": base64.b64encode(value).decode()}
    if isinstance(value, list | tuple):
        return [_encode(item) for item in value]
    if isinstance(value, dict):
        return {key: _encode(item) for key, item in value.items()}
    return value


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return [_decode(item) for item in value]
    if isinstance(value, dict):
        if set(value) == {"__bytes__"}:
            return base64.b64decode(value["__bytes__"])
        return {key: _decode(item) for key, item in value.items()}
    return value
