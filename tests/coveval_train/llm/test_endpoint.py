"""Many questions to a server that fails in every way: none is lost, none is answered twice."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any

import pytest

from coveval_train.errors import UserError
from coveval_train.llm import endpoint
from coveval_train.llm.decoding import Answer, Choices, Decoding, Key, Prompt
from coveval_train.llm.endpoint import Endpoint
from coveval_train.llm.endpoint_ref import EndpointRef
from coveval_train.llm.exchange import Exchange, Failure
from coveval_train.records import Message

WARM = Decoding(temperature=0.6, top_p=0.9, seed=5)
COUNTED_AS = {
    "429": "429",
    "429 with seconds": "429",
    "429 with a date": "429",
    "409": "409",
    "500": "5xx",
    "503": "5xx",
    "broken JSON": "malformed",
    "no choices": "malformed",
    "an error for an answer": "malformed",
    "null content": "malformed",
    "a web page": "malformed",
    "reset at once": "connection",
    "reset in the body": "connection",
    "closed in the body": "connection",
    "drips": "timeout",
    "hangs": "timeout",
}
QUICK = [name for name in COUNTED_AS if " with " not in name and COUNTED_AS[name] != "timeout"]


@pytest.fixture(autouse=True)
def brief_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "FIRST_WAIT_S", 0.02)
    monkeypatch.setattr(endpoint, "LONGEST_WAIT_S", 0.1)


def prompts(count: int) -> list[Prompt]:
    return [Prompt(f"q{n}", [Message(role="user", content=f"q{n}")], 9) for n in range(count)]


def reference(server: Any, **changed: Any) -> EndpointRef:
    return EndpointRef(server.url, "m", **{"timeout_s": 5.0, "attempts": 5, **changed})


def texts(
    model: Endpoint,
    asked: Sequence[Prompt],
    done: Collection[Key] = (),
    found: dict[str, str] | None = None,
) -> dict[str, str]:
    """Return every answer by its question, `found` being added to; none may come twice."""
    found = {} if found is None else found
    for batch in model.answer(asked, WARM, done):
        assert batch
        for prompt, answer in batch:
            assert prompt.id not in found
            found[prompt.id] = answer.text
    return found


def right(asked: Sequence[Prompt]) -> dict[str, str]:
    return {
        prompt.id: f"the answer to {prompt.id}, seed {prompt.seed(WARM.seed) % 2**31}"
        for prompt in asked
    }


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_whatever_goes_wrong(serve: Any) -> None:
    faults = [*QUICK, "twice"]

    def plan(question: str, before: int) -> str | None:
        number = int(question[1:])
        if number % 60 == 30 and before == 0:
            return ["drips", "hangs", "429 with seconds", "429 with a date"][number // 60 % 4]
        # A third fails never, a third once, a third twice.
        return faults[(7 * number + before) % len(faults)] if before < number % 3 else None

    server = serve(plan)
    asked = prompts(360)
    model = Endpoint(reference(server, concurrency=12, timeout_s=4.0))
    assert texts(model, asked) == right(asked)
    assert server.faults.keys() == {*COUNTED_AS, "twice"}
    expected: Counter[str] = Counter()
    for fault, times in server.faults.items():
        if fault != "twice":
            expected[COUNTED_AS[fault]] += times
    assert model.counts == expected
    assert server.most_at_once <= 12


def test_as_many_questions_are_on_their_way_as_allowed_and_no_more(serve: Any) -> None:
    server = serve(lambda question, before: "hangs")
    with pytest.raises(UserError, match=r"no answer within 0\.4 s"):
        texts(Endpoint(reference(server, concurrency=5, timeout_s=0.4, attempts=1)), prompts(50))
    assert server.most_at_once == 5


@pytest.mark.parametrize("fault", [*QUICK, "drips", "hangs"])
def test_a_fault_is_counted_and_the_question_asked_again(serve: Any, fault: str) -> None:
    server = serve(lambda question, before: fault if before == 0 else None)
    asked = prompts(1)
    timeout_s = 0.4 if COUNTED_AS[fault] == "timeout" else 5.0
    model = Endpoint(reference(server, timeout_s=timeout_s))
    assert texts(model, asked) == right(asked)
    assert model.counts == {COUNTED_AS[fault]: 1}
    assert len(server.seen) == 2


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["429 with seconds", "429 with a date"])
def test_the_server_is_left_alone_as_long_as_it_asks(serve: Any, fault: str) -> None:
    server = serve(lambda question, before: fault if before == 0 else None)
    texts(Endpoint(reference(server)), prompts(1))
    first, second = server.seen
    # A date says no more than the second.
    assert second.at - first.at >= (1 if fault == "429 with seconds" else 0.9)


def test_an_answer_delivered_twice_is_not_taken_for_the_next(serve: Any) -> None:
    server = serve(lambda question, before: "twice")
    asked = prompts(150)
    model = Endpoint(reference(server, concurrency=4))
    assert texts(model, asked) == right(asked)
    assert len(server.seen) == 150
    assert not model.counts


@pytest.mark.parametrize("fault", ["503", "429", "reset at once", "no choices"])
def test_a_server_that_always_fails_ends_in_one_error(serve: Any, fault: str) -> None:
    server = serve(lambda question, before: fault)
    model = Endpoint(reference(server, concurrency=4, attempts=3))
    with pytest.raises(UserError) as error:
        texts(model, prompts(100))
    assert max(Counter(server.questions).values()) <= 3
    assert len(server.seen) <= 4 * 3
    (problem,) = error.value.problems
    assert f"m at {server.url}: q" in problem
    assert "failed 3 times, at last with" in problem
    assert problem.endswith("run the same command again to go on")


def test_a_server_that_is_gone_ends_in_one_error() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    model = Endpoint(EndpointRef(url, "m", attempts=2))
    with pytest.raises(UserError, match="failed 2 times"):
        texts(model, prompts(3))
    assert model.counts["connection"] >= 2


def test_what_was_answered_before_a_failure_is_not_asked_again(serve: Any) -> None:
    server = serve(lambda question, before: "500" if question == "q50" else None)
    asked = prompts(80)
    found: dict[str, str] = {}
    with pytest.raises(UserError, match="q50: failed 2 times, at last with HTTP 500: Internal"):
        texts(Endpoint(reference(server, attempts=2)), asked, found=found)
    assert len(found) >= 40
    mended = serve()
    rest = texts(Endpoint(reference(mended)), asked, done={(name, 0) for name in found})
    assert not found.keys() & rest.keys()
    assert sorted(mended.questions) == sorted(rest)
    assert found | rest == right(asked)


@pytest.mark.slow
def test_a_question_that_waits_its_turn_is_no_failure(serve: Any) -> None:
    """Seven refusals, with three allowed: each time the server had answered others."""

    def plan(question: str, before: int) -> str | None:
        if question == "q0":
            return "429" if before < 7 else None
        # The others must last longer than the seven waits do, on any machine.
        time.sleep(0.004)
        return None

    server = serve(plan)
    asked = prompts(300)
    model = Endpoint(reference(server, attempts=3, concurrency=3))
    assert texts(model, asked) == right(asked)
    assert model.counts == {"429": 7}


def test_a_refusal_for_good_ends_the_run_at_once(serve: Any) -> None:
    server = serve(lambda question, before: (400, {"error": {"message": "too long"}}, {}))
    with pytest.raises(UserError, match="q0: HTTP 400: too long; mend what it names"):
        texts(Endpoint(reference(server, concurrency=1)), prompts(5))
    assert server.questions == ["q0"]


def test_answers_that_come_together_with_a_refusal_are_kept(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ask(line: Exchange, prompt: Prompt, decoding: Decoding) -> Answer | Failure:
        return Failure("400", "no", lasting=True) if prompt.id == "q3" else Answer("", 0, "stop")

    monkeypatch.setattr(Exchange, "ask", ask)
    found: dict[str, str] = {}
    with pytest.raises(UserError, match="q3: no"):
        texts(Endpoint(reference(serve(), concurrency=8)), prompts(50), found=found)
    assert found.keys() == {f"q{n}" for n in range(8)} - {"q3"}


def test_a_server_that_asks_for_hours_ends_the_run(serve: Any) -> None:
    server = serve(lambda question, before: (429, {}, {"Retry-After": "7200"}))
    with pytest.raises(UserError, match=r"left alone for 7200 s; .* go on after that"):
        texts(Endpoint(reference(server)), prompts(1))


def test_questions_are_drawn_no_faster_than_they_are_answered(serve: Any) -> None:
    class Watched(Sequence[Prompt]):
        drawn = 0

        def __len__(self) -> int:
            return 100_000

        def __getitem__(self, index: Any) -> Prompt:
            self.drawn = max(self.drawn, index + 1)
            return Prompt(f"q{index}", [Message(role="user", content=f"q{index}")], 9)

    server, asked, answered = serve(), Watched(), 0
    answers = Endpoint(reference(server, concurrency=5)).answer(asked, WARM)
    for _ in range(20):
        answered += len(next(answers))
        assert asked.drawn <= answered + 5
    answers.close()
    assert server.most_at_once <= 5


def test_no_question_asks_nothing(serve: Any) -> None:
    server = serve()
    assert texts(Endpoint(reference(server)), []) == {}
    assert texts(Endpoint(reference(server)), prompts(2), {("q0", 0), ("q1", 0)}) == {}
    assert not server.seen


def test_samples_of_a_question_have_seeds_of_their_own(serve: Any) -> None:
    server = serve()
    first = Prompt("q", [Message(role="user", content="q")], 9)
    second = Prompt("q", [Message(role="user", content="q")], 9, sample=1)
    batches = Endpoint(reference(server)).answer([first, second], WARM, done={("q", 0)})
    ((prompt, answer),) = [pair for batch in batches for pair in batch]
    assert prompt.key == ("q", 1)
    assert answer.text.endswith(f"seed {second.seed(WARM.seed) % 2**31}")


def test_closing_hangs_up_and_leaves_no_thread(serve: Any) -> None:
    server = serve(lambda question, before: "hangs" if question != "q0" else None)
    before = set(threading.enumerate())
    answers = Endpoint(reference(server, timeout_s=600.0)).answer(prompts(50), WARM)
    assert next(answers)[0][0].id == "q0"
    started = time.monotonic()
    answers.close()
    assert time.monotonic() - started < 5
    # Handlers of the test's own server end when their clients have hung up.
    until(lambda: set(threading.enumerate()) <= before)


def test_likelihoods_are_not_to_be_had(serve: Any) -> None:
    server = serve()
    with pytest.raises(UserError, match="take its answers in words"):
        Endpoint(reference(server)).answer_by_likelihood(prompts(1), Choices(("a", "b")))
    assert not server.seen


def test_a_missing_key_is_told_before_anything_is_asked(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("THE_KEY", raising=False)
    with pytest.raises(UserError, match="THE_KEY is not set"):
        Endpoint(reference(serve(), key_variable="THE_KEY"))
