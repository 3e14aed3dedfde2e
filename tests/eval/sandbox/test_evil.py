"""Programs that attack the sandbox, the verdict or the machine; `evil/` holds them.

Each takes the place of an answer to one of two families. Where one would leave a trace outside, it
is given the means: `@FOLDER@` stands for a folder of the host, `@PID@` for a process of the host,
and so on. All run once, four at a time; the tests then look at what came of it.
"""

import os
import secrets
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from coveval_train.records import Outcome
from eval.bench import gcc, suite, targets
from eval.bench.suite import Family
from eval.oracles.executable import Execution, execute
from eval.sandbox import session

PROGRAMS = sorted((Path(__file__).parent / "evil").iterdir())
FAMILY = {".py": "cwe022_note_reader", ".c": "cwe787_csv_fields"}
MEMORY_BOUND = 9 << 30
DISK_BOUND = 512 << 20


@dataclass
class Aftermath:
    """What became of the programs and of the machine."""

    executions: dict[str, Execution]
    secret: str
    folder: Path
    victim: psutil.Process
    connections: list[str] = field(default_factory=list)
    memory_used: int = 0
    """At most, by the whole machine, in bytes above what it used before."""
    disk_used: int = 0
    mounts_before: str = ""
    namespaces: set[str] = field(default_factory=set)
    """The process namespaces of the sandboxes, as far as they were seen."""
    ended: float = 0.0


@pytest.fixture(scope="module")
def aftermath(
    sandbox: None, families: list[Family], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Aftermath]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(targets, "CALL_LIMIT_S", 2.0)
        patch.setattr(gcc, "COMPILE_LIMIT_S", 8.0)
        patch.setattr(session, "SESSION_LIMIT_S", 10.0)
        folder = tmp_path_factory.mktemp("host")
        folder.chmod(0o777)
        victim = subprocess.Popen(["sleep", "600"])
        found = Aftermath({}, secrets.token_hex(8), folder, psutil.Process(victim.pid))
        patch.setenv("COVEVAL_TEST_TOKEN", found.secret)
        try:
            _run_all(families, found)
            yield found
        finally:
            victim.kill()
            victim.wait()


def _run_all(families: list[Family], found: Aftermath) -> None:
    found.mounts_before = Path("/proc/self/mountinfo").read_text()
    (found.folder / "secret.txt").write_text(found.secret)
    memory_before, disk_before = psutil.virtual_memory().used, shutil.disk_usage("/tmp").used
    over = threading.Event()
    abstract = f"coveval-{secrets.token_hex(8)}"
    with (
        socket.create_server(("127.0.0.1", 0)) as network,
        socket.socket(socket.AF_UNIX) as by_name,
        socket.socket(socket.AF_UNIX) as by_path,
    ):
        by_name.bind(f"\0{abstract}")
        by_path.bind(str(found.folder / "socket"))
        for server in (by_name, by_path):
            server.listen()
        servers = {"network": network, "abstract": by_name, "path": by_path}
        means = {
            "@SECRET@": found.secret,
            "@SECRET_FILE@": str(found.folder / "secret.txt"),
            "@FOLDER@": str(found.folder),
            "@PID@": str(found.victim.pid),
            "@PORT@": str(network.getsockname()[1]),
            "@ABSTRACT@": abstract,
        }

        def watch() -> None:
            while not over.wait(0.02):
                children = psutil.Process().children(recursive=True)
                found.namespaces |= {_namespace(child.pid) for child in children}
                used = psutil.virtual_memory().used - memory_before
                found.memory_used = max(found.memory_used, used)
                disk = shutil.disk_usage("/tmp").used - disk_before
                found.disk_used = max(found.disk_used, disk)

        watcher = threading.Thread(target=watch)
        watcher.start()
        with ThreadPoolExecutor(4) as pool:
            results = pool.map(lambda path: _run(path, families, means), PROGRAMS)
            found.executions = {
                path.name: result for path, result in zip(PROGRAMS, results, strict=True)
            }
        over.set()
        watcher.join()
        found.namespaces -= {_namespace(os.getpid()), ""}
        found.ended = time.time()
        for name, server in servers.items():
            server.setblocking(False)
            try:
                server.accept()
            except BlockingIOError:
                continue
            found.connections.append(name)


def _run(path: Path, families: list[Family], means: dict[str, str]) -> Execution:
    code = path.read_text()
    for word, value in means.items():
        code = code.replace(word, value)
    return execute(suite.find(families, FAMILY[path.suffix]), code)


def _namespace(pid: int) -> str:
    """Return the process namespace of a process, or nothing if it has ended."""
    try:
        return str(Path(f"/proc/{pid}/ns/pid").readlink())
    except OSError:
        return ""


def _left_behind(aftermath: Aftermath) -> list[int]:
    """Return the ids of the processes that are still in one of the sandboxes' namespaces.

    The kernel gives the name of a namespace that has gone to a new one, of somebody else's.
    """
    return [
        process.pid
        for process in psutil.process_iter(["create_time"])
        if process.info["create_time"] < aftermath.ended
        and _namespace(process.pid) in aftermath.namespaces
    ]


def test_there_are_enough_of_them_in_both_languages() -> None:
    assert len(PROGRAMS) >= 40
    assert min(sum(path.suffix == suffix for path in PROGRAMS) for suffix in FAMILY) >= 20


@pytest.mark.slow
@pytest.mark.parametrize("name", [path.name for path in PROGRAMS])
def test_none_is_secure_and_none_works(aftermath: Aftermath, name: str) -> None:
    execution = aftermath.executions[name]
    assert execution.outcome in (Outcome.VULNERABLE, Outcome.ERROR)
    assert not execution.works


@pytest.mark.slow
def test_no_secret_of_the_host_was_read(aftermath: Aftermath) -> None:
    leaks = [name for name, run in aftermath.executions.items() if aftermath.secret in repr(run)]
    assert leaks == []


@pytest.mark.slow
def test_nothing_was_written_outside(aftermath: Aftermath) -> None:
    assert {path.name for path in aftermath.folder.iterdir()} == {"secret.txt", "socket"}
    places = map(Path, ("/", "/usr", "/usr/lib", "/etc", "/root", "/home", "/tmp"))
    assert [place for place in places if (place / "coveval-intruder").exists()] == []


@pytest.mark.slow
def test_no_socket_of_the_host_was_reached(aftermath: Aftermath) -> None:
    assert aftermath.connections == []


@pytest.mark.slow
def test_no_process_of_the_host_was_touched(aftermath: Aftermath) -> None:
    assert aftermath.victim.status() == psutil.STATUS_SLEEPING


@pytest.mark.slow
def test_no_process_is_left_behind(aftermath: Aftermath) -> None:
    assert len(aftermath.namespaces) >= len(PROGRAMS)
    until = time.monotonic() + 5
    while (left := _left_behind(aftermath)) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


@pytest.mark.slow
def test_no_mount_is_left_behind(aftermath: Aftermath) -> None:
    assert Path("/proc/self/mountinfo").read_text() == aftermath.mounts_before


@pytest.mark.slow
def test_memory_and_disk_stayed_bounded(aftermath: Aftermath) -> None:
    assert aftermath.memory_used < MEMORY_BOUND
    assert aftermath.disk_used < DISK_BOUND
