"""A process that asks an endpoint, interrupted and killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from coveval_train import tables
from coveval_train.records import Response

ASKER = """
import signal
import sys
from pathlib import Path
from coveval_train import tables
from coveval_train.llm.decoding import Decoding, Prompt
from coveval_train.llm.endpoint import Endpoint
from coveval_train.llm.endpoint_ref import EndpointRef
from coveval_train.records import Message, Response

# A shell's background job, as which the tests may run, hands down that interrupts are ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
url, count, file = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
prompts = [Prompt(f"q{n}", [Message(role="user", content=f"q{n}")], 9) for n in range(count)]
done = {row.key for row in tables.read_appended(file, Response)}
model = Endpoint(EndpointRef(url, "m", concurrency=3))
for batch in model.answer(prompts, Decoding(), done):
    rows = [
        Response(request=prompt.id, text=answer.text, tokens=answer.tokens, finish=answer.finish)
        for prompt, answer in batch
    ]
    tables.append(rows, file)
"""


@contextmanager
def asker(server: Any, count: int, file: Path) -> Iterator[subprocess.Popen[str]]:
    """Ask questions from a process of its own, which appends their answers to a file."""
    process = subprocess.Popen(
        [sys.executable, "-c", ASKER, server.url, str(count), str(file)],
        env=os.environ | {"PYTHONWARNINGS": "default"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@pytest.mark.slow
def test_an_interrupt_ends_a_process_that_waits_for_answers(serve: Any, tmp_path: Path) -> None:
    server = serve(lambda question, before: "hangs")
    with asker(server, 50, tmp_path / "answers.jsonl") as process:
        until(lambda: len(server.seen) == 3)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert len(server.seen) == 3
    assert said.rstrip().endswith("KeyboardInterrupt")
    for complaint in ("never retrieved", "was destroyed", "ResourceWarning"):
        assert complaint not in said


@pytest.mark.slow
def test_a_killed_process_goes_on_where_it_was(serve: Any, tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    server = serve(lambda question, before: "hangs" if len(server.seen) > 30 else None)
    with asker(server, 60, answers) as process:
        until(lambda: answers.exists() and len(answers.read_text().splitlines()) >= 25)
        process.kill()
    kept = {row.request for row in tables.read_appended(answers, Response)}
    assert 25 <= len(kept) <= 30
    mended = serve()
    with asker(mended, 60, answers) as process:
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")
    assert not kept & set(mended.questions)
    everything = [row.request for row in tables.read_appended(answers, Response)]
    assert sorted(everything) == sorted(f"q{n}" for n in range(60))
