"""One question and what came of it, against a server that says all kinds of things."""

import asyncio
import logging
import socket
import time
import traceback
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from coveval_train.errors import UserError
from coveval_train.llm import endpoint, exchange
from coveval_train.llm.decoding import Answer, Decoding, Prompt
from coveval_train.llm.endpoint import Endpoint
from coveval_train.llm.endpoint_ref import EndpointRef
from coveval_train.llm.exchange import Exchange, Failure
from coveval_train.records import Message

KEY = "sk-Secret123"
QUESTION = Prompt("q", [Message(role="user", content="Why?")], 99, code=True)
GREEDY = Decoding()
Reply = tuple[int, object, dict[str, str]]


def completion(finish: str | None = "stop", usage: object = None, **message: object) -> Reply:
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return 200, {"choices": [choice], "usage": usage}, {}


def ask(
    server: Any, decoding: Decoding = GREEDY, counts: Counter[str] | None = None, times: int = 1
) -> Answer | Failure:
    """Ask the question over one line and return what came of it the last time."""

    async def run() -> Answer | Failure:
        line = Exchange(
            EndpointRef(server.url, "m", timeout_s=5), Counter() if counts is None else counts
        )
        try:
            return [await line.ask(QUESTION, decoding) for _ in range(times)][-1]
        finally:
            await line.close()

    return asyncio.run(run())


def refuse(server: Any, fault: Callable[[dict[str, Any]], Reply | None]) -> None:
    """Let the server look at a request's fields before it answers."""
    server.plan = lambda question, before: fault(server.seen[-1].fields)


def test_what_is_asked_is_sent_and_nothing_else(serve: Any) -> None:
    server = serve()
    ask(server, Decoding(temperature=0.6, top_p=0.9, seed=3))
    assert server.seen[0].fields == {
        "model": "m",
        "messages": [{"role": "user", "content": "Why?"}],
        "temperature": 0.6,
        "top_p": 0.9,
        "max_tokens": 99,
        "seed": QUESTION.seed(3) % 2**31,
    }


def test_a_top_p_that_changes_nothing_is_not_sent(serve: Any) -> None:
    server = serve()
    ask(server)
    assert "top_p" not in server.seen[0].fields


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (completion(content="Yes.", usage={"completion_tokens": 2}), Answer("Yes.", 2, "stop")),
        (completion(content=""), Answer("", 0, "stop")),
        (completion(content=" \n"), Answer(" \n", 0, "stop")),
        (completion(content="Ye", finish="length"), Answer("Ye", 0, "length")),
        (completion(content="Yes.", finish=None), Answer("Yes.", 0, "stop")),
        (completion(content="Yes.", finish="eos"), Answer("Yes.", 0, "stop")),
        (completion(content=None, refusal="I will not."), Answer("I will not.", 0, "stop")),
        (completion(content=None, finish="length"), Answer("", 0, "length")),
        (completion(content=None, finish="tool_calls"), Answer("", 0, "stop")),
        (completion(reasoning="Hmm."), Answer("", 0, "stop")),
        (completion(content=None, reasoning_content="Hmm."), Answer("", 0, "stop")),
        (completion(content=None, finish="content_filter"), Answer("", 0, "stop")),
        (completion(content="Ye", finish="content_filter"), Answer("Ye", 0, "stop")),
        ((400, {"error": {"code": "content_filter", "message": ""}}, {}), Answer("", 0, "stop")),
        (
            completion(content="```c\nint x;\n```\nThat is all."),
            Answer("```c\nint x;\n```\nThat is all.", 0, "stop"),
        ),
    ],
)
def test_an_answer_is_kept_as_it_came(serve: Any, reply: Reply, answer: Answer) -> None:
    assert ask(serve(lambda question, before: reply)) == answer


def test_what_a_filter_withheld_is_counted(serve: Any) -> None:
    withheld = [
        completion(content=None, finish="content_filter"),
        (400, {"error": {"code": "content_filter", "message": "no"}}, {}),
        (400, {"error": {"code": "400", "message": "against the content management policy"}}, {}),
    ]
    counts: Counter[str] = Counter()
    ask(serve(lambda question, before: withheld[before]), counts=counts, times=3)
    assert counts == {"content_filter": 3}


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        ((500, b"\x1b[31mOops\n\nagain", {}), "5xx", "HTTP 500: [31mOops again"),
        ((529, {"error": {"message": "overloaded"}}, {}), "5xx", "HTTP 529: overloaded"),
        ((408, {}, {}), "408", "HTTP 408: {}"),
        ((425, {"error": "too early"}, {}), "425", "HTTP 425: too early"),
        ((429, {"message": "slow"}, {}), "429", "HTTP 429: slow"),
        ((200, b"", {}), "malformed", "no chat completion:"),
        ((200, b"\xff\xfe", {}), "malformed", "no chat completion: \N{REPLACEMENT CHARACTER}"),
        ((200, b"[" * 100_000, {}), "malformed", "no chat completion: [[["),
        ((200, {"error": {"message": "down"}}, {}), "malformed", "no chat completion: down"),
        ((200, {"choices": None}, {}), "malformed", "no chat completion:"),
        ((200, {"choices": [{"message": None}]}, {}), "malformed", "no chat completion:"),
        (completion(content=["a"]), "malformed", "no chat completion:"),
        (completion(content=None), "malformed", "a chat completion without content"),
        (completion(finish=None), "malformed", "a chat completion without content"),
    ],
)
def test_a_failure_that_may_pass(serve: Any, reply: Reply, kind: str, said: str) -> None:
    counts: Counter[str] = Counter()
    failure = ask(serve(lambda question, before: reply), counts=counts)
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.lasting) == (kind, False)
    assert failure.message.startswith(said)
    assert counts == {kind: 1}


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (400, {"error": {"message": "context is too long"}}, "context is too long"),
        (401, {"error": {"message": "wrong key"}}, "wrong key"),
        (402, b"<html>pay</html>", "<html>pay</html>"),
        (403, {"detail": "not here"}, "not here"),
        (404, {"error": "model 'm' not found"}, "model 'm' not found"),
        (413, [1, 2], "[1, 2]"),
        (422, {"detail": [{"loc": ["body", "top_p"]}]}, "[{'loc': ['body', 'top_p']}]"),
        (429, {"error": {"message": "pay", "type": "insufficient_quota"}}, "pay"),
        (304, {}, ""),
    ],
)
def test_a_failure_that_lasts(serve: Any, status: int, body: object, said: str) -> None:
    failure = ask(serve(lambda question, before: (status, body, {})))
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.lasting) == (str(status), True)
    assert failure.message.startswith(f"HTTP {status}: {said}")


def test_a_long_message_is_cut(serve: Any) -> None:
    failure = ask(serve(lambda question, before: (500, b"word " * 1000, {})))
    assert isinstance(failure, Failure)
    assert len(failure.message) < 320


def test_a_server_that_wants_the_newer_name_of_the_limit_gets_it_from_then_on(serve: Any) -> None:
    server = serve()
    said = "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    refused = (400, {"error": {"message": said, "param": "max_tokens"}}, {})
    refuse(server, lambda fields: refused if "max_tokens" in fields else None)
    counts: Counter[str] = Counter()
    assert isinstance(ask(server, counts=counts, times=3), Answer)
    assert [seen.fields.get("max_completion_tokens") for seen in server.seen] == [None, 99, 99, 99]
    assert counts == {"max_tokens refused": 1}


@pytest.mark.parametrize(
    "body",
    [
        {"detail": [{"type": "extra_forbidden", "loc": ["body", "seed"]}]},
        {"error": {"message": "Unrecognized request argument supplied: seed"}},
    ],
)
def test_a_server_that_knows_no_seed_gets_none_from_then_on(serve: Any, body: object) -> None:
    server = serve()
    refuse(server, lambda fields: (422, body, {}) if "seed" in fields else None)
    counts: Counter[str] = Counter()
    assert isinstance(ask(server, counts=counts, times=3), Answer)
    assert ["seed" in seen.fields for seen in server.seen] == [True, False, False, False]
    assert counts == {"seed refused": 1}


def test_a_server_that_goes_on_refusing_is_not_asked_for_ever(serve: Any) -> None:
    said = "use max_completion_tokens, and no seed"
    server = serve(lambda question, before: (400, {"error": {"message": said}}, {}))
    failure = ask(server)
    assert isinstance(failure, Failure) and failure.lasting
    assert len(server.seen) == 3


def test_the_name_of_a_model_is_not_taken_for_the_seed(serve: Any) -> None:
    server = serve(lambda question, before: (400, {"error": "seed-coder is no model"}, {}))
    assert isinstance(ask(server), Failure)
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "0.5"}, 0.5),
        ({"Retry-After": "-3"}, 0),
        ({"Retry-After": "inf"}, 0),
        ({"Retry-After": "soon"}, 0),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:10 GMT", "Date": "never"}, 0),
        # Against the server's own clock, which may be wrong.
        (
            {
                "Retry-After": "Wed, 21 Oct 2015 07:28:10 GMT",
                "Date": "Wed, 21 Oct 2015 07:28:00 GMT",
            },
            10,
        ),
    ],
)
def test_how_long_the_server_asks_to_be_left_alone(
    serve: Any, headers: dict[str, str], seconds: float
) -> None:
    failure = ask(serve(lambda question, before: (503, {}, headers)))
    assert isinstance(failure, Failure)
    assert failure.retry_after_s == seconds


def test_a_server_that_takes_no_connection_is_given_up_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(exchange, "CONNECT_S", 0.3)
    with socket.socket() as deaf, socket.socket() as first, socket.socket() as second:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        # They fill the queue of connections that nobody takes.
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(deaf.getsockname())
        port = deaf.getsockname()[1]
        deaf_server = type("Deaf", (), {"url": f"http://127.0.0.1:{port}/v1"})
        started = time.monotonic()
        failure = ask(deaf_server)
    assert time.monotonic() - started < 2.5
    assert failure == Failure("connection", "no connection within 0.3 s")


@pytest.mark.parametrize("status", [400, 401, 500])
def test_the_key_goes_to_the_server_and_nowhere_else(
    serve: Any,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("THE_KEY", KEY)
    monkeypatch.setattr(endpoint, "FIRST_WAIT_S", 0.01)
    said = f"no such key: {KEY}, nor Bearer {KEY}"
    server = serve(lambda question, before: (status, {"error": {"message": said}}, {}))
    model = Endpoint(EndpointRef(server.url, "m", "THE_KEY", attempts=2))
    with caplog.at_level(logging.DEBUG), pytest.raises(UserError) as error:
        list(model.answer([QUESTION], GREEDY))
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert "no such key: [key], nor Bearer [key]" in str(error.value)
    shown = "".join(traceback.format_exception(error.value))
    printed = capfd.readouterr()
    everywhere = f"{shown} {model!r} {vars(model)} {caplog.text} {printed.out} {printed.err}"
    assert KEY not in everywhere
    assert caplog.text  # the client does log at this level


def test_a_key_meant_for_another_server_is_not_sent(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    server = serve()
    ask(server)
    assert KEY not in str(server.seen[0].headers)
