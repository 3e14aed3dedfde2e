"""A real server: `transformers serve` with a tiny model that answers every question differently."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM

COMMAND = Path(sys.executable).with_name("transformers")


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def lively_model(tiny_model: Path, tmp_path: Path) -> Path:
    """Return the folder of a tiny model that answers every question differently.

    As it is made, the tiny model repeats the prompt's last token: its layers add next to nothing.
    """
    folder = tmp_path / "lively"
    shutil.copytree(tiny_model, folder)
    model = AutoModelForCausalLM.from_pretrained(folder)
    with torch.no_grad():
        for weights in model.model.layers.parameters():
            if weights.dim() > 1:
                weights.mul_(8)
    model.save_pretrained(folder)
    return folder


@pytest.fixture
def start_server(
    lively_model: Path, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Return what starts the server and waits until it is ready; none outlives the test."""
    monkeypatch.setenv("NO_PROXY", "*")
    argv = [str(COMMAND), "serve", str(lively_model), "--device", "cpu"]
    argv += ["--host", "127.0.0.1", "--port", str(port)]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    servers: list[subprocess.Popen[bytes]] = []
    log = tmp_path / "log"

    def run() -> subprocess.Popen[bytes]:
        with log.open("ab") as file:
            server = subprocess.Popen(
                argv, env=environment, stdout=file, stderr=file, start_new_session=True
            )
        servers.append(server)
        end = time.monotonic() + 120
        while not healthy(port):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.1)
        return server

    yield run
    for server in servers:
        kill(server)


def healthy(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/health")
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def kill(server: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()
