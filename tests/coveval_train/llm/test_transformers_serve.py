"""A real server: `transformers serve` with a tiny model, killed while it answers."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from coveval_train import models
from coveval_train.errors import UserError
from coveval_train.llm import endpoint
from coveval_train.llm.decoding import Decoding, Prompt
from coveval_train.llm.endpoint import Endpoint, check
from coveval_train.llm.endpoint_ref import EndpointRef
from coveval_train.llm.local import load
from coveval_train.records import Message
from tests.model_server import kill

GREEDY = Decoding()
QUESTIONS = [
    Prompt(f"q{n}", [Message(role="user", content=f"{'What ' * n}is {n}?")], 300) for n in range(6)
]


@pytest.mark.slow
def test_every_question_is_answered_once_though_the_server_is_killed_in_between(
    lively_model: Path,
    port: int,
    start_server: Callable[[], subprocess.Popen[bytes]],
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
    server = start_server()
    check(ref)
    # Before transformers 5.24 a server that is pinned to its model did not list it.
    with pytest.raises(UserError, match=r"no model 'another'|pinned to"):
        check(EndpointRef(url, "another"))
    cut_off = Endpoint(ref)
    with pytest.raises(UserError, match="run the same command again to go on"):
        ask(cut_off, lambda: kill(server))
    assert 1 <= len(found) <= 4
    assert cut_off.counts["connection"] >= 2
    start_server()
    ask(Endpoint(ref), lambda: None)
    local = load(models.resolve(str(lively_model)), batch_tokens=10_000)
    answers = [pair for batch in local.answer(QUESTIONS, GREEDY) for pair in batch]
    assert len(set(found.values())) == 6
    assert found == {prompt.id: answer.text for prompt, answer in answers}
