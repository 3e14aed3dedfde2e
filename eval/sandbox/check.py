"""What this machine can contain: each part of the boundary is tried, none is taken on trust."""

import base64
import socket
import sys
from dataclasses import dataclass

from eval.sandbox import bubblewrap, cgroup
from eval.sandbox.session import SandboxError, Session

# Each program prints what it got hold of, so silence is what is hoped for. One that should be
# ended says so when it was not.
PROBES = {
    "system calls": """
import ctypes
libc = ctypes.CDLL(None)
print("ptrace" if libc.ptrace(0, 0, 0, 0) == 0 else "", "memfd" if libc.memfd_create(b"", 0) >= 0
      else "", "namespaces" if libc.unshare(0x10000000) == 0 else "")
""",
    "network": """
import socket
try: socket.create_connection(("127.0.0.1", {port}), 1); print("the host's own network")
except OSError: pass
""",
    "files": """
import os
print(*[path for path in ("/etc/passwd", "/etc/shadow", "/var", {here!r}) if os.path.exists(path)])
for folder in ("/", "/usr", "/usr/bin"):
    try: open(folder + "/coveval-probe", "w"); print("writes to", folder)
    except OSError: pass
""",
    "environment": """
import os
print(*os.environ.keys() - {{"PATH", "HOME", "LANG", "LC_CTYPE", "PYTHONDONTWRITEBYTECODE",
      "OPENBLAS_NUM_THREADS", "PWD"}})
""",
    "privileges": """
import os
print("root" if os.getuid() == 0 else "")
print(*[line for line in open("/proc/self/status") if line.startswith("CapEff") and "1" in line])
""",
    "processes": """
import os, time
started = 0
try:
    for started in range(2000):
        if os.fork() == 0: time.sleep(5); os._exit(0)
except OSError: pass
else: print(started, "processes")
""",
    "memory": """
import mmap
held = mmap.mmap(-1, 4 << 30)
for at in range(0, 4 << 30, 4096): held[at] = 1
print("4 GiB")
""",
    "disk": """
try:
    for number in range(20): open(f"/tmp/{{number}}", "wb").write(bytes(15 << 20))
    print("300 MB")
except OSError: pass
""",
}
TRIED = "tried"
ADDRESS_FAULT = "int main(int n, char **v) { int *a = __builtin_calloc(n, 4); return a[n]; }"


@dataclass(frozen=True)
class Finding:
    """One part of the boundary, tried."""

    part: str
    holds: bool
    detail: str


def run() -> list[Finding]:
    """Try every part of the boundary, in a sandbox of its own each.

    The first finding says whether there is a boundary at all; without it there are no others.
    """
    if reason := bubblewrap.problem():
        return [Finding("bubblewrap", False, reason)]
    findings = [Finding("bubblewrap", True, "every namespace unshared, root read-only")]
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        findings += [
            _probe(part, code.format(port=port, here=__file__)) for part, code in PROBES.items()
        ]
    return [*findings, _compiler()]


def kernel_cap() -> str:
    """Return in words who counts a sandbox's processes and memory on this machine."""
    group = cgroup.create()
    if group is None:
        return "no control group can be made here; the agent inside the sandbox watches both"
    group.remove()
    return (
        f"a control group caps a sandbox at {cgroup.TASKS} tasks and "
        f"{cgroup.MEMORY_BYTES >> 30} GiB; the agent inside watches too"
    )


def _probe(part: str, code: str) -> Finding:
    begin = f"print({TRIED!r}, flush=True)\n"
    try:
        printed = _run([sys.executable, "-I", "-S", "-c", begin + code])
    except SandboxError as error:
        return Finding(part, False, f"could not be tried: {error}")
    begun, _, got = (text.strip() for text in printed.partition(TRIED + "\n"))
    if begun or TRIED not in printed:
        return Finding(part, False, "could not be tried")
    return Finding(part, not got, f"a program reached: {got}" if got else "nothing reached")


def _compiler() -> Finding:
    source = "fault.c"
    build = f"printf %s '{ADDRESS_FAULT}' > {source} && gcc -w -fsanitize=address {source}"
    part = "gcc with sanitizers"
    try:
        reported = _run(["/bin/sh", "-c", f"{build} && ./a.out 2>&1"])
    except SandboxError as error:
        return Finding(part, False, str(error))
    if "heap-buffer-overflow" in reported:
        return Finding(part, True, "a fault was reported")
    return Finding(part, False, "C programs cannot be judged: apt-get install gcc libc6-dev")


def _run(argv: list[str]) -> str:
    with Session() as session:
        finished = session.request("run", argv=argv, stdin="", env={}, timeout_s=20, memory_bytes=0)
    return base64.b64decode(finished["stdout"]).decode("utf-8", "replace")
