"""A cap on the processes and the memory of a whole sandbox, where this machine lets us set one.

The kernel counts what a control group holds exactly, files in memory included, which the agent's
own watch over the sandbox only looks at now and then. Most containers keep control groups from
their users; a login session under systemd, or root on a plain machine, may make them. See
https://docs.kernel.org/admin-guide/cgroup-v2.html and .../cgroup-v1/.
"""

import contextlib
import functools
import itertools
import os
import secrets
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
TASKS = 256
MEMORY_BYTES = 2 << 30
VERSION_2 = {"pids.max": TASKS, "memory.max": MEMORY_BYTES}
VERSION_1 = {
    "pids": {"pids.max": TASKS},
    "memory": {"memory.limit_in_bytes": MEMORY_BYTES},
}
REMOVAL_S = 2.0


@dataclass(frozen=True)
class Cgroup:
    """The folders of one group: one in all, or with version 1 one for each controller."""

    folders: tuple[Path, ...]

    def enter(self, command: list[str]) -> list[str]:
        """Return a command line that runs `command` inside the group."""
        join = "".join(f"echo $$ > {folder}/cgroup.procs && " for folder in self.folders)
        return ["/bin/sh", "-c", f'{join}exec "$@"', "sh", *command]

    def remove(self) -> None:
        """Remove the group, as soon as the processes that were killed in it are gone."""
        for folder in self.folders:
            until = time.monotonic() + REMOVAL_S
            while folder.exists() and time.monotonic() < until:
                with contextlib.suppress(OSError):
                    folder.rmdir()
                    break
                time.sleep(0.005)


def create() -> Cgroup | None:
    """Make a group with its caps set, or return None where this machine does not allow it."""
    homes = _homes()
    name = f"coveval-{os.getpid()}-{secrets.token_hex(4)}"
    return _make([(home / name, caps) for home, caps in homes]) if homes else None


@functools.cache
def _homes() -> list[tuple[Path, dict[str, int]]]:
    """Return the folders below which groups can be made, each with the caps to set there."""
    for homes in itertools.chain(_version_2(), _version_1()):
        trial = _make([(home / f"coveval-{os.getpid()}-trial", caps) for home, caps in homes])
        if trial is None:
            continue
        # Whether processes may be moved there shows only when one is.
        entered = subprocess.run(trial.enter(["/usr/bin/true"]), capture_output=True)
        trial.remove()
        if entered.returncode == 0:
            _remove_stale(homes)
            return homes
    return []


def _remove_stale(homes: list[tuple[Path, dict[str, int]]]) -> None:
    """Remove the groups of processes of ours that were killed."""
    for folder in (folder for home, _ in homes for folder in home.glob("coveval-*")):
        if not Path("/proc", folder.name.split("-")[1]).exists():
            with contextlib.suppress(OSError):
                folder.rmdir()


def _version_2() -> list[list[tuple[Path, dict[str, int]]]]:
    own = _own_groups().get("")
    if own is None:
        return []
    # A group that holds processes cannot hand controllers down, so its parent is tried first.
    return [[(home, VERSION_2)] for home in (own.parent, own) if home.is_relative_to(ROOT)]


def _version_1() -> list[list[tuple[Path, dict[str, int]]]]:
    own = _own_groups()
    if not own.keys() >= VERSION_1.keys():
        return []
    return [[(own[controller], caps) for controller, caps in VERSION_1.items()]]


def _own_groups() -> dict[str, Path]:
    """Return the folder of this process's group for each controller; "" is version 2."""
    found = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controller, path = line.split(":", 2)
        found[controller] = ROOT / controller / path.lstrip("/")
    return found


def _make(folders: list[tuple[Path, dict[str, int]]]) -> Cgroup | None:
    made = []
    try:
        for folder, caps in folders:
            folder.mkdir()
            made.append(folder)
            for name, value in caps.items():
                # Not in "w" mode: below a plain folder that would make a file of this name.
                with (folder / name).open("r+") as file:
                    file.write(str(value))
    except OSError:
        Cgroup(tuple(made)).remove()
        return None
    return Cgroup(tuple(made))
