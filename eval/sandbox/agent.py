"""The trusted process inside the sandbox; it serves the host over inherited descriptors.

Its arguments are the descriptors of the requests, of the replies, and of two files in memory for
what programs print. It runs on the standard library alone. Each line from the host is a JSON
request with an `op`, and each gets one JSON line back. The candidate is always another process,
which never holds the channel to the host, so it can neither read the tests nor answer in the
agent's name.
"""

import base64
import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import stat
import subprocess
import sys
import threading
import time

WORK = os.environ["HOME"]
OUTPUT_CAP = 256 * 1024
FILE_CAP = 16 * 1024 * 1024
TASK_CAP = 192
MEMORY_CAP = 1536 * 1024 * 1024
WATCH_EVERY_S = 0.03


def limit_resources(memory_bytes):
    """Return the function that a child runs between fork and exec."""

    def apply():
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_CAP, FILE_CAP))
        resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))
        resource.setrlimit(resource.RLIMIT_NPROC, (128, 128))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if memory_bytes:
            resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))

    return apply


def inside(path):
    """Resolve `path` under the work folder without following a link out of it."""
    resolved = os.path.realpath(os.path.join(WORK, path))
    if resolved != WORK and not resolved.startswith(WORK + "/"):
        raise PermissionError(f"{path} leads out of the work folder")
    return resolved


def write(path, data, mode):
    target = inside(path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "wb") as file:
        file.write(base64.b64decode(data))
    os.chmod(target, mode)


def read(path):
    target = os.path.join(WORK, path)
    if not os.path.lexists(target):
        return None
    # A program may leave a pipe where a file is expected, which must not be waited for.
    descriptor = os.open(inside(path), os.O_RDONLY | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"{path} is not a file")
        return base64.b64encode(file.read(FILE_CAP)).decode()


def mkdir(path, mode):
    os.makedirs(inside(path), exist_ok=True)
    os.chmod(inside(path), mode)


def remove(path):
    """Delete a file or a link, never what the link leads to."""
    os.remove(os.path.join(inside(os.path.dirname(path)), os.path.basename(path)))


def symlink(target, path):
    os.symlink(target, os.path.join(WORK, path))


def status(path):
    """Return the permission bits and kind of a file, or null where there is none."""
    try:
        info = os.lstat(os.path.join(WORK, path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    kind = "link" if stat.S_ISLNK(info.st_mode) else "dir" if stat.S_ISDIR(info.st_mode) else "file"
    return {"mode": stat.S_IMODE(info.st_mode), "kind": kind, "size": info.st_size}


def tree():
    """Return the path of every file below the work folder but the program's own, sorted."""
    found = []
    for folder, folders, files in os.walk(WORK):
        folders[:] = [name for name in folders if name != ".program"]
        found += [os.path.relpath(os.path.join(folder, name), WORK) for name in files]
    return sorted(found)


def run(argv, stdin, env, timeout_s, memory_bytes):
    """Run a program to its end, or to the end of its time; then nothing else is left running."""
    for file in outputs:
        os.truncate(file.fileno(), 0)
        file.seek(0)
    process = subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=outputs[0],
        stderr=outputs[1],
        env={**os.environ, **env},
        cwd=WORK,
        start_new_session=True,
        preexec_fn=limit_resources(memory_bytes),
    )
    timed_out = False
    try:
        process.communicate(base64.b64decode(stdin), timeout=timeout_s)
    except subprocess.TimeoutExpired:
        timed_out = True
    kill_group(process)
    kill_all()
    return {
        "code": process.returncode,
        "timed_out": timed_out,
        "stdout": capture(outputs[0]),
        "stderr": capture(outputs[1]),
    }


def capture(file):
    file.seek(0)
    return base64.b64encode(file.read(OUTPUT_CAP)).decode()


def kill_group(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def others():
    """Return the ids of every process in the sandbox but its init and this one."""
    found = (int(name) for name in os.listdir("/proc") if name.isdigit())
    return [pid for pid in found if pid not in (1, os.getpid())]


def kill_all():
    """Kill every process in the sandbox but its init and this one; none can outrun kill(-1).

    The dead ones whose parent is this process stay until they are waited for.
    """
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    while any(status_of(pid).get("State", "Z")[0] not in "ZX" for pid in others()):
        time.sleep(0.001)


def status_of(pid):
    """Return the fields of /proc/PID/status (proc_pid_status(5)); none once it has ended."""
    try:
        with open(f"/proc/{pid}/status") as file:
            pairs = (line.split(":", 1) for line in file)
            return {name: value.strip() for name, value in pairs}
    except OSError:
        return {}


def watch():
    """Kill everything whenever there are too many tasks or they hold too much memory.

    RLIMIT_NPROC does not bind the processes of the host's root, and under AddressSanitizer there
    can be no limit on the address space. What several processes share is counted several times.
    """
    while True:
        time.sleep(WATCH_EVERY_S)
        tasks = memory_kib = 0
        for pid in others():
            fields = status_of(pid)
            tasks += int(fields.get("Threads", 0))
            for name in ("RssAnon", "RssShmem"):
                memory_kib += int(fields.get(name, "0 kB").split()[0])
        if tasks > TASK_CAP or memory_kib * 1024 > MEMORY_CAP:
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)


class Candidate:
    """A Python program under test, kept alive between calls."""

    def __init__(self, python, path, memory_bytes, timeout_s):
        self.process = subprocess.Popen(
            [python, "-I", "-B", "/sandbox/runner.py", os.path.join(WORK, path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=WORK,
            start_new_session=True,
            preexec_fn=limit_resources(memory_bytes),
        )
        assert self.process.stdin and self.process.stdout
        self.requests, self.replies = self.process.stdin, self.process.stdout
        self.buffer = b""
        self.loaded = self.receive("load", timeout_s)

    def ask(self, message, timeout_s):
        nonce = os.urandom(8).hex()
        with contextlib.suppress(BrokenPipeError):
            self.requests.write(json.dumps({**message, "nonce": nonce}).encode() + b"\n")
            self.requests.flush()
        return self.receive(nonce, timeout_s)

    def receive(self, nonce, timeout_s):
        """Wait for the reply to `nonce`; a dead, silent or garbled candidate is said to be so."""
        channel = self.replies.fileno()
        deadline = time.monotonic() + timeout_s
        while b"\n" not in self.buffer:
            left = max(0.0, deadline - time.monotonic())
            ready, _, _ = select.select([channel], [], [], left)
            if not ready:
                kill_group(self.process)
                return {"lost": f"no answer within {timeout_s} s"}
            chunk = os.read(channel, 65536)
            if not chunk:
                kill_group(self.process)
                return {"lost": f"the process ended with status {self.process.returncode}"}
            self.buffer += chunk
            if len(self.buffer) > 4 * FILE_CAP:
                kill_group(self.process)
                return {"lost": "the answer is too long"}
        line, self.buffer = self.buffer.split(b"\n", 1)
        try:
            reply = json.loads(line)
        except ValueError:
            return {"lost": "the answer is not JSON"}
        if not isinstance(reply, dict) or reply.pop("nonce", None) != nonce:
            return {"lost": "the answer is to another question"}
        return reply


candidates = {}
outputs = []


def start(name, python, path, memory_bytes, timeout_s):
    if name in candidates:
        kill_group(candidates[name].process)
    candidates[name] = Candidate(python, path, memory_bytes, timeout_s)
    return candidates[name].loaded


def ask(name, message, timeout_s):
    return candidates[name].ask(message, timeout_s)


OPERATIONS = {
    function.__name__: function
    for function in (write, read, remove, mkdir, symlink, status, tree, run, start, ask)
}


def hide():
    """Keep candidates, which have the same user id, from tracing this process or opening its pipes.

    PR_SET_DUMPABLE is 4 in linux/prctl.h; see prctl(2) and ptrace(2), access mode checking.
    """
    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)


def main():
    hide()
    os.umask(0o022)
    descriptors = [int(number) for number in sys.argv[1:]]
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)
    requests, replies = os.fdopen(descriptors[0], "r"), os.fdopen(descriptors[1], "w")
    outputs.extend(os.fdopen(descriptor, "r+b") for descriptor in descriptors[2:])
    threading.Thread(target=watch, daemon=True).start()
    for line in requests:
        request = json.loads(line)
        operation = OPERATIONS[request.pop("op")]
        try:
            reply = {"value": operation(**request)}
        except (OSError, ValueError) as error:
            reply = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), file=replies, flush=True)


if __name__ == "__main__":
    main()
