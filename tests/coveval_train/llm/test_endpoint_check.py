"""What is told of an endpoint before it is used."""

from typing import Any

import pytest

from coveval_train.errors import UserError
from coveval_train.llm import endpoint
from coveval_train.llm.decoding import Decoding
from coveval_train.llm.endpoint import check
from coveval_train.llm.endpoint_ref import EndpointRef


def reference(server: Any, key_variable: str | None = None) -> EndpointRef:
    return EndpointRef(server.url, "m", key_variable, timeout_s=5.0)


@pytest.mark.parametrize("fault", [None, "503", "429", "409"])
def test_an_endpoint_that_answers_or_is_busy_passes_the_check(
    serve: Any, fault: str | None
) -> None:
    server = serve(lambda question, before: fault)
    check(reference(server))
    assert len(server.seen) == 1


def test_an_endpoint_that_is_slow_to_load_passes_the_check(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "CHECK_S", 0.3)
    check(reference(serve(lambda question, before: "hangs")))


def test_the_check_asks_as_the_run_will(serve: Any) -> None:
    server = serve()
    check(reference(server), Decoding(temperature=1.0))
    assert server.seen[0].fields["temperature"] == 1.0


@pytest.mark.parametrize(
    ("reply", "models", "said"),
    [
        ((401, {"error": "no"}, {}), (), "HTTP 401: no; name the environment variable"),
        ("a web page", (), r"not answer as an OpenAI-compatible API .*Welcome.* ends in /v1"),
        ("reset at once", (), "cannot be reached"),
        ((404, b"", {}), (), "correct the model, or the URL, which mostly ends in /v1"),
        ((404, {"error": "?"}, {}), ("n", "other"), "no model 'm'. It has n, other"),
        ((400, {"error": "?"}, {}), ("mm",), "no model 'm'. Did you mean 'mm'[?] It has mm"),
        ((404, {}, {}), tuple(f"x{n:02}" for n in range(12)), "It has x00, .*, x09 and 2 more"),
        ((400, {"error": "only temperature 1"}, {}), ("m",), "HTTP 400: only temperature 1; mend"),
        ((400, {"error": "pinned to /x"}, {}), (), "HTTP 400: pinned to /x; mend what it names"),
    ],
)
def test_the_check_says_what_is_wrong(
    serve: Any, reply: Any, models: tuple[str, ...], said: str
) -> None:
    server = serve(lambda question, before: reply, models=models)
    with pytest.raises(UserError, match=said) as error:
        check(reference(server))
    assert len(error.value.problems) == 1
    assert server.url in str(error.value)


def test_a_public_list_of_models_does_not_hide_a_wrong_key(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THE_KEY", "wrong")
    server = serve(lambda question, before: (401, {}, {}), models=("other",))
    with pytest.raises(UserError, match="check the key in the environment variable THE_KEY"):
        check(reference(server, key_variable="THE_KEY"))
