"""The trusted process inside the sandbox; it serves the host over two inherited descriptors.

It runs on the standard library alone. Each line from the host is a JSON request with an `op`, and
each gets one JSON line back. The candidate is always another process, which never holds the
channel to the host, so it can neither read the tests nor answer in the agent's name.
"""

import base64
import contextlib
import ctypes
import json
import os
import resource
import secrets
import select
import signal
import stat
import subprocess
import sys
import time

WORK = os.environ["HOME"]
OUTPUT_CAP = 256 * 1024
FILE_CAP = 16 * 1024 * 1024


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
    with open(inside(path), "rb") as file:
        return base64.b64encode(file.read(FILE_CAP)).decode()


def mkdir(path, mode):
    os.makedirs(inside(path), exist_ok=True)
    os.chmod(inside(path), mode)


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


def capture(file):
    file.seek(0)
    return base64.b64encode(file.read(OUTPUT_CAP)).decode()


def run(argv, stdin, env, timeout_s, memory_bytes):
    """Run a program to its end; the whole process group is killed when the time is over."""
    outputs = [os.fdopen(os.memfd_create(name), "w+b") for name in ("out", "err")]
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
    return {
        "code": process.returncode,
        "timed_out": timed_out,
        "stdout": capture(outputs[0]),
        "stderr": capture(outputs[1]),
    }


def kill_group(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


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
        nonce = secrets.token_hex(8)
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


def start(name, python, path, memory_bytes, timeout_s):
    if name in candidates:
        kill_group(candidates[name].process)
    candidates[name] = Candidate(python, path, memory_bytes, timeout_s)
    return candidates[name].loaded


def ask(name, message, timeout_s):
    return candidates[name].ask(message, timeout_s)


OPERATIONS = {
    function.__name__: function
    for function in (write, read, mkdir, symlink, status, tree, run, start, ask)
}


def hide():
    """Keep candidates, which have the same user id, from tracing this process or opening its pipes.

    PR_SET_DUMPABLE is 4 in linux/prctl.h; see prctl(2) and ptrace(2), access mode checking.
    """
    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)


def main():
    hide()
    os.umask(0o022)
    requests, replies = os.fdopen(int(sys.argv[1]), "r"), os.fdopen(int(sys.argv[2]), "w")
    for channel in (requests, replies):
        os.set_inheritable(channel.fileno(), False)
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
