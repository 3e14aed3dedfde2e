"""A real server: `transformers serve` with a tiny model, killed while it answers."""

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

from coveval_train import models
from coveval_train.errors import UserError
from coveval_train.llm import endpoint
from coveval_train.llm.decoding import Decoding, Prompt
from coveval_train.llm.endpoint import Endpoint, check
from coveval_train.llm.endpoint_ref import EndpointRef
from coveval_train.llm.local import load
from coveval_train.records import Message

COMMAND = Path(sys.executable).with_name("transformers")
GREEDY = Decoding()
QUESTIONS = [
    Prompt(f"q{n}", [Message(role="user", content=f"{'What ' * n}is {n}?")], 300) for n in range(6)
]


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
def start(
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


@pytest.mark.slow
def test_every_question_is_answered_once_though_the_server_is_killed_in_between(
    lively_model: Path,
    port: int,
    start: Callable[[], subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(endpoint, "FIRST_WAIT_S", 0.05)
    url = f"http://127.0.0.1:{port}/v1"
    ref = EndpointRef(url, str(lively_model), concurrency=2, timeout_s=60.0, attempts=2)
    found: dict[str, str] = {}

    def ask(model: Endpoint, then: Callable[[], None]) -> None:
        done = {(name, 0) for name in found}
        for batch in model.answer(QUESTIONS, GREEDY, done):
            for prompt, answer in batch:
                assert prompt.id not in found
                assert answer.tokens == 300
                assert answer.finish == "length"
                found[prompt.id] = answer.text
            then()

    with pytest.raises(UserError, match="cannot be reached"):
        check(ref)
    server = start()
    check(ref)
    with pytest.raises(UserError, match="pinned to"):
        check(EndpointRef(url, "another"))
    cut_off = Endpoint(ref)
    with pytest.raises(UserError, match="run the same command again to go on"):
        ask(cut_off, lambda: kill(server))
    assert 1 <= len(found) <= 4
    assert cut_off.counts["connection"] >= 2
    start()
    ask(Endpoint(ref), lambda: None)
    local = load(models.resolve(str(lively_model)), batch_tokens=10_000)
    answers = [pair for batch in local.answer(QUESTIONS, GREEDY) for pair in batch]
    assert len(set(found.values())) == 6
    assert found == {prompt.id: answer.text for prompt, answer in answers}
