"""Answers from a model behind an OpenAI-compatible endpoint."""

import asyncio
import itertools
import random
from asyncio import Task
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from coveval_train.errors import UserError, suggestion
from coveval_train.llm.decoding import Answer, Choices, Decoding, Key, Prompt
from coveval_train.llm.endpoint_ref import EndpointRef
from coveval_train.llm.exchange import Exchange, Failure
from coveval_train.records import Message

FIRST_WAIT_S = 1.0
"""The wait after a question's first failure; each further one doubles it, up to the longest."""
LONGEST_WAIT_S = 60.0
LONGEST_RETRY_AFTER_S = 600.0
"""A server that asks for more patience than this ends the run."""

CHECK_S = 60.0
"""A check waits no longer than this for an answer."""

_GO_ON = "the answers so far are kept: run the same command again to go on"
_PROBE = Prompt("probe", [Message(role="user", content="Answer with one word: ready")], 16)


class Endpoint:
    """A chat model that some server offers through the OpenAI API.

    Args:
        ref: where it is; `check` tells whether it can be used.

    Attributes:
        counts: how often what went wrong, by kind; see `Exchange`. For the run's manifest.

    Raises:
        UserError: the key is not in the environment.
    """

    def __init__(self, ref: EndpointRef):
        ref.key()
        self.ref = ref
        self.counts: Counter[str] = Counter()
        self._answered = 0

    def answer(
        self, prompts: Sequence[Prompt], decoding: Decoding, done: Collection[Key] = ()
    ) -> Iterator[list[tuple[Prompt, Answer]]]:
        """Answer prompts, and yield them with their answers as they come, in any order.

        At most `concurrency` questions are on their way or answered and not yet yielded. Those
        whose keys are in `done` are not asked. Each has a seed of its own, which decides a sampled
        answer as far as the server honours it. The text is kept as it came: a program's is not cut
        where its code block closes, as `LocalModel` does.

        What may pass (see `Exchange`) is tried again, after a wait that grows and is never shorter
        than the server asks for. The requests run while the caller waits for the next answers;
        closing the iterator, or an interrupt, ends them.

        Raises:
            UserError: a question failed `attempts` times, or for good. Everything that was answered
                before has been yielded.
            RuntimeError: an event loop runs in this thread, as in a notebook; use another thread.
        """
        left = (prompt for prompt in prompts if prompt.key not in done)
        with asyncio.Runner() as runner:
            exchange = Exchange(self.ref, self.counts)
            running: set[Task[tuple[Prompt, Answer]]] = set()
            try:
                while True:
                    for prompt in itertools.islice(left, self.ref.concurrency - len(running)):
                        asking = self._ask(exchange, prompt, decoding)
                        running.add(runner.get_loop().create_task(asking))
                    if not running:
                        return
                    ended, running = runner.run(
                        asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                    )
                    errors = [error for task in ended if (error := task.exception())]
                    answers = [task.result() for task in ended if not task.exception()]
                    if answers:
                        yield answers
                    if errors:
                        raise errors[0]
            finally:
                runner.run(_hang_up(exchange, running))

    def answer_by_likelihood(
        self, prompts: Sequence[Prompt], choices: Choices, done: Collection[Key] = ()
    ) -> Iterator[list[tuple[Prompt, Answer]]]:
        """Raise `UserError`: a chat endpoint does not tell how likely a given answer is."""
        raise UserError(
            f"{self.ref}: an endpoint cannot answer by likelihood; take its answers in words, or "
            "name a model's folder or hub id"
        )

    async def _ask(
        self, exchange: Exchange, prompt: Prompt, decoding: Decoding
    ) -> tuple[Prompt, Answer]:
        """Ask until there is an answer; raise `UserError` where there will be none."""
        strikes, answered = 0, self._answered
        for tries in itertools.count():
            outcome = await exchange.ask(prompt, decoding)
            if isinstance(outcome, Answer):
                self._answered += 1
                return prompt, outcome
            # A server that is too busy for this question, but answered others since it was last
            # asked, is not failing: at its limit of requests someone always waits.
            if outcome.kind != "429" or self._answered == answered:
                strikes += 1
            answered = self._answered
            if outcome.lasting:
                raise UserError(
                    f"{self.ref}: {prompt.id}: {outcome.message}; {_mend(self.ref, outcome)}"
                )
            if strikes == self.ref.attempts:
                raise UserError(
                    f"{self.ref}: {prompt.id}: failed {strikes} times, at last with "
                    f"{outcome.message}; {_GO_ON}"
                )
            if outcome.retry_after_s > LONGEST_RETRY_AFTER_S:
                raise UserError(
                    f"{self.ref}: {outcome.message}; it asks to be left alone for "
                    f"{outcome.retry_after_s:.0f} s; {_GO_ON} after that"
                )
            await asyncio.sleep(outcome.retry_after_s + _backoff_s(tries))
        raise AssertionError("a question is asked until it is answered or given up")


def check(ref: EndpointRef, decoding: Decoding | None = None) -> None:
    """Find out with one short question, before a run, whether an endpoint can be used.

    Lists of models do not tell: some are public, so that no key is needed to read them, and some
    leave out what is served. Where the server is merely busy, or slow to load its model, there is
    nothing to mend.

    Args:
        decoding: how the run will ask, as some models refuse a temperature.

    Raises:
        UserError: it cannot be reached, is no such API, refuses the key, does not know the model
            (those it knows are named) or refuses the question.
    """
    with asyncio.Runner() as runner:
        runner.run(_check(ref, decoding or Decoding()))


async def _check(ref: EndpointRef, decoding: Decoding) -> None:
    exchange = Exchange(replace(ref, timeout_s=min(ref.timeout_s, CHECK_S)), Counter())
    try:
        outcome = await exchange.ask(_PROBE, decoding)
        if isinstance(outcome, Answer):
            return
        if outcome.kind == "connection":
            raise UserError(
                f"{ref.base_url}: cannot be reached ({outcome.message}); start the server or "
                "correct the URL"
            )
        if outcome.kind == "malformed":
            raise UserError(
                f"{ref.base_url}: does not answer as an OpenAI-compatible API does "
                f"({outcome.message}); its URL mostly ends in /v1"
            )
        if not outcome.lasting:
            return
        known = await exchange.models() if outcome.kind not in {"401", "403"} else []
        if known and ref.model not in known:
            more = f" and {len(known) - 10} more" if len(known) > 10 else ""
            raise UserError(
                f"{ref.base_url}: no model {ref.model!r}.{suggestion(ref.model, known)} It has "
                f"{', '.join(known[:10])}{more}"
            )
        if outcome.kind == "404" and not known:
            raise UserError(
                f"{ref}: {outcome.message}; correct the model, or the URL, which mostly ends in /v1"
            )
        raise UserError(f"{ref}: {outcome.message}; {_mend(ref, outcome)}")
    finally:
        await exchange.close()


def _mend(ref: EndpointRef, failure: Failure) -> str:
    if failure.kind not in {"401", "403"}:
        return f"mend what it names; {_GO_ON}"
    if ref.key_variable is None:
        return "name the environment variable that holds its key"
    return f"check the key in the environment variable {ref.key_variable}"


def _backoff_s(tries: int) -> float:
    """Return a random wait in seconds, so that questions that failed together part."""
    # A question that waits its turn may be tried often enough for 2 ** tries to overflow.
    return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(tries, 30)) * random.uniform(0.5, 1.0)


async def _hang_up(exchange: Exchange, running: Collection[Task[tuple[Prompt, Answer]]]) -> None:
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await exchange.close()
