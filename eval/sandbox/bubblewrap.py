"""The boundary: a bubblewrap command line with every namespace unshared.

bubblewrap (https://github.com/containers/bubblewrap) builds a root that holds the system's
libraries and this Python, both read-only, and a small work folder in memory. There is no network.
"""

import functools
import shutil
import subprocess
import sys
from pathlib import Path

import eval as eval_package
from coveval_train.errors import UserError

WORK = "/candidate"
WORK_BYTES = 64 * 1024 * 1024
HERE = Path(__file__).parent
INSTALL_HINT = (
    "install it with 'apt-get install bubblewrap'. Without it no program is executed, so the "
    "executable judge and 'coveval bench verify' do not work; training, data building, detection "
    "and classification do"
)


def command(argv: list[str]) -> list[str]:
    """Return the command line that runs `argv` inside a fresh sandbox."""
    line = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    line += ["--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"]
    for name, value in {
        "PATH": "/usr/bin:/bin",
        "HOME": WORK,
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
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
    package = Path(next(iter(eval_package.__path__)))
    if any(package.is_relative_to(place) for place in ("/usr", sys.base_prefix, sys.prefix)):
        # An installed copy of the suite holds references and tests: candidates must not read it.
        line += ["--tmpfs", str(package)]
    for script in ("agent.py", "runner.py"):
        line += ["--ro-bind", str(HERE / script), f"/sandbox/{script}"]
    line += ["--remount-ro", "/"]
    return [*line, "--", *argv]


@functools.cache
def problem() -> str | None:
    """Return why nothing can be executed on this machine, or None where it can."""
    if shutil.which("bwrap") is None:
        return f"bubblewrap (bwrap) is not on PATH; {INSTALL_HINT}"
    probe = subprocess.run(command(["/usr/bin/true"]), capture_output=True, text=True, timeout=30)
    if probe.returncode != 0:
        reason = probe.stderr.strip().splitlines()[-1:] or ["no message"]
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
