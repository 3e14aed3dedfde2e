"""What a hostile program finds around it."""

import secrets
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import eval as eval_package
from coveval_train.errors import UserError
from eval.bench.targets import run_in
from eval.sandbox import bubblewrap
from eval.sandbox.session import Session

TRY_TO_WRITE = """
import os, sys
for folder in sys.argv[1:]:
    try: open(folder + "/intruder", "w").close()
    except OSError: continue
    disk = os.statvfs(folder)
    print(folder, disk.f_blocks * disk.f_frsize)
"""


@pytest.fixture
def host_secret(monkeypatch: pytest.MonkeyPatch) -> str:
    """A secret in the environment of the host; ask for it before the session starts."""
    secret = secrets.token_hex(8)
    monkeypatch.setenv("COVEVAL_TEST_TOKEN", secret)
    return secret


def test_there_is_no_way_to_the_hosts_network(run_python: Callable[..., str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = f"""
import os, socket
print(os.listdir("/proc/self/net/dev_snmp6"))
for reach in (lambda: socket.create_connection(("127.0.0.1", {server.getsockname()[1]}), 2),
              lambda: socket.getaddrinfo("pypi.org", 443)):
    try: print("reached", reach())
    except OSError: pass
"""
        assert run_python(code) == "['lo']"


def test_the_environment_is_cleared(host_secret: str, session: Session) -> None:
    environment = run_in(session, ["/usr/bin/env"]).stdout
    ours = {"PATH", "HOME", "LANG", "PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS"}
    ours |= {"ASAN_OPTIONS", "UBSAN_OPTIONS"}
    names = {line.split("=")[0] for line in environment.splitlines()}
    assert ours <= names <= ours | {"PWD", "LC_CTYPE"}


def test_no_process_shows_the_hosts_environment(
    host_secret: str, run_python: Callable[..., str]
) -> None:
    # Only counts are printed, lest a failure shows the real environment of whoever runs this.
    code = """
import glob, sys
for word in sys.argv[1:]:
    count = 0
    for path in glob.glob("/proc/[0-9]*/environ"):
        try: count += word in open(path, errors="replace").read()
        except OSError: pass
    print(word, count)
"""
    counted = dict(line.split() for line in run_python(code, "LANG", host_secret).splitlines())
    assert int(counted["LANG"]) >= 1
    assert counted[host_secret] == "0"


def test_files_of_the_host_are_not_there(run_python: Callable[..., str], tmp_path: Path) -> None:
    tmp_path.joinpath("secret").touch()
    repository = Path(__file__).parents[3]
    prefix = Path(sys.base_prefix)
    home = [path for path in Path.home().iterdir() if not prefix.is_relative_to(path)]
    hidden = [tmp_path / "secret", repository / "eval", repository / "tests", *home]
    assert all(path.exists() for path in hidden[:3])
    code = "import os, sys\nprint([path for path in sys.argv[1:] if os.path.lexists(path)])"
    assert run_python(code, "/etc/shadow", *map(str, hidden)) == "[]"


@pytest.mark.parametrize("folder", ["/usr", "/usr/bin", "/lib", "/proc", sys.prefix])
def test_folders_of_the_host_are_read_only(run_python: Callable[..., str], folder: str) -> None:
    assert run_python(TRY_TO_WRITE, folder, "/tmp").startswith("/tmp ")


def test_the_root_folder_takes_no_files(run_python: Callable[..., str]) -> None:
    assert run_python(TRY_TO_WRITE, "/", "/sandbox") == ""


def test_every_folder_that_takes_files_is_of_limited_size(run_python: Callable[..., str]) -> None:
    folders = ("/", "/dev", "/dev/shm", "/tmp", bubblewrap.WORK)
    lines = run_python(TRY_TO_WRITE, *folders).splitlines()
    sizes = {folder: int(size) for folder, size in (line.split() for line in lines)}
    assert bubblewrap.WORK in sizes
    assert {name for name, size in sizes.items() if size > bubblewrap.WORK_BYTES} == set()


def test_the_candidate_has_no_privileges(run_python: Callable[..., str]) -> None:
    code = """
import os
print(os.getuid(), os.getgid())
print({line.split()[1] for line in open("/proc/self/status") if line.startswith("Cap")})
"""
    assert run_python(code).splitlines() == ["65534 65534", "{'0000000000000000'}"]


@pytest.mark.parametrize("root", [sys.prefix, "/usr/src/app"])
def test_a_suite_below_a_visible_folder_is_covered(
    root: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eval_package, "__path__", [f"{root}/eval"])
    assert f"--tmpfs {root}/eval " in " ".join(bubblewrap.command(["/usr/bin/true"], 3))


def test_without_bubblewrap_the_problem_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    bubblewrap.problem.cache_clear()
    try:
        with pytest.raises(UserError, match="apt-get install bubblewrap"):
            Session()
    finally:
        bubblewrap.problem.cache_clear()
