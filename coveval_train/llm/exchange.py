"""One question to an OpenAI-compatible endpoint, and what came of it: an answer or a failure.

Servers differ in the fields they take. We send what most of them know and only what matters:
``max_tokens``, which OpenAI's newer models refuse for ``max_completion_tokens``, which in turn
others (Mistral) refuse; ``seed``, which some refuse; ``top_p`` where it is not 1. A server that
refuses the first two is asked again without, and from then on. Temperature and top-p decide what is
measured, so a server that refuses those ends the run.
"""

import asyncio
import math
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from openai import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncOpenAI,
    Timeout,
)
from pydantic import BaseModel, Field, NonNegativeInt, ValidationError
from pydantic_core import from_json

from coveval_train.llm.decoding import Answer, Decoding, Prompt
from coveval_train.llm.endpoint_ref import EndpointRef

CONNECT_S = 10.0
"""A server that does not take a connection within this many seconds counts as unreachable."""
_SHOWN = 300
"""How many characters of what a server says an error repeats."""
_TRANSIENT = {408, 409, 425, 429}
"""Statuses below 500 that may be gone the next time: timeout, conflict, too early, too many."""
_LISTING_S = 30.0
_SEED = re.compile(r"\bseed\b(?!-)")
"""The field, not a model of the Seed family."""


@dataclass(frozen=True)
class Failure:
    """Why a question has no answer."""

    kind: str
    """What it is counted under: an HTTP status (``5xx`` for all of those), ``timeout``,
    ``connection`` or ``malformed``."""
    message: str
    """What went wrong, in a line."""
    lasting: bool = False
    """Whether asking again would be in vain."""
    retry_after_s: float = 0.0
    """How many seconds the server asks to be left alone."""


class Exchange:
    """An open line to an endpoint, for one event loop.

    Args:
        counts: what happens is counted here by kind: failures, answers that the server's content
            filter withheld or cut (``content_filter``), and fields that the server refused.

    Raises:
        UserError: the key is not in the environment.
    """

    def __init__(self, ref: EndpointRef, counts: Counter[str]):
        self._ref = ref
        self._counts = counts
        self._limit = "max_tokens"
        self._seeded = True
        self._key = ref.key()
        self._client = AsyncOpenAI(
            # Never None: the client would take OPENAI_API_KEY and hand it to whomever is there.
            api_key=self._key or "none",
            base_url=ref.base_url,
            # The whole request has its limit in `_send`; one for each read is no limit for a server
            # that dribbles.
            timeout=Timeout(None, connect=CONNECT_S),
            max_retries=0,
            # A connection is used once. So an answer delivered twice cannot be taken for that to
            # the next question, and none is lost to a server that drops idle connections.
            default_headers={"Connection": "close"},
        )

    async def ask(self, prompt: Prompt, decoding: Decoding) -> Answer | Failure:
        """Ask one question once, or again with fewer fields where the server refuses some.

        A refusal to answer is an answer, and so is an empty one. What the server's content filter
        withholds, be it with the prompt or the answer, is an empty answer; what it cuts stays as it
        came. The number of tokens is the server's, 0 where it tells none, and may count hidden
        reasoning, which is no part of the text.
        """
        while True:
            fields = self._fields(prompt, decoding)
            outcome = await self._send(fields)
            if isinstance(outcome, Answer):
                return outcome
            if not self._adapt(fields, outcome):
                self._counts[outcome.kind] += 1
                return outcome

    async def models(self) -> list[str]:
        """Return the names of the models that the endpoint lists; none if it does not."""
        try:
            async with asyncio.timeout(_LISTING_S):
                reply = await self._client.models.with_raw_response.list()
            listed = _Models.model_validate_json(reply.http_response.content)
        except (APIError, TimeoutError, ValidationError):
            return []
        return sorted(self._line(model.id) for model in listed.data)

    async def close(self) -> None:
        await self._client.close()

    def _fields(self, prompt: Prompt, decoding: Decoding) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "model": self._ref.model,
            "messages": [
                {"role": message.role, "content": message.content} for message in prompt.messages
            ],
            "temperature": decoding.temperature,
            self._limit: prompt.max_new_tokens,
        }
        if decoding.top_p != 1:
            fields["top_p"] = decoding.top_p
        if self._seeded:
            # Servers take 32 bits, some of them with a sign.
            fields["seed"] = prompt.seed(decoding.seed) % 2**31
        return fields

    def _adapt(self, sent: Mapping[str, Any], failure: Failure) -> bool:
        """Leave out what the server refused; return whether it is worth asking again."""
        if failure.kind not in {"400", "422"}:
            return False
        if "max_tokens" in sent and "max_completion_tokens" in failure.message:
            if self._limit == "max_tokens":
                self._limit = "max_completion_tokens"
                self._counts["max_tokens refused"] += 1
            return True
        if "seed" in sent and _SEED.search(failure.message):
            if self._seeded:
                self._seeded = False
                self._counts["seed refused"] += 1
            return True
        return False

    async def _send(self, fields: Mapping[str, Any]) -> Answer | Failure:
        try:
            async with asyncio.timeout(self._ref.timeout_s):
                reply = await self._client.chat.completions.with_raw_response.create(**fields)
        except TimeoutError:
            return Failure("timeout", f"no answer within {self._ref.timeout_s:g} s")
        except APITimeoutError:
            return Failure("connection", f"no connection within {CONNECT_S:g} s")
        except APIConnectionError as error:
            return Failure("connection", self._line(str(error.__cause__ or error)))
        except APIStatusError as error:
            response = error.response
            return self._refusal(response.status_code, response.text, response.headers)
        return self._read(reply.http_response.content)

    def _refusal(self, status: int, text: str, headers: Mapping[str, str]) -> Answer | Failure:
        said, codes = _error(text)
        if status == 400 and ("content_filter" in codes or "content management policy" in said):
            self._counts["content_filter"] += 1
            return Answer("", 0, "stop")
        return Failure(
            "5xx" if status >= 500 else str(status),
            f"HTTP {status}: {self._line(said)}",
            # OpenAI says 429 also where the money has run out.
            lasting=(status < 500 and status not in _TRANSIENT) or "insufficient_quota" in codes,
            retry_after_s=_retry_after_s(headers),
        )

    def _read(self, content: bytes) -> Answer | Failure:
        try:
            reply = _Reply.model_validate_json(content)
        except ValidationError:
            said, _ = _error(content.decode(errors="replace"))
            return Failure("malformed", f"no chat completion: {self._line(said)}")
        choice = reply.choices[0]
        message = choice.message
        explained = message.refusal or message.reasoning or message.reasoning_content
        if message.content is None and choice.finish_reason in {None, "stop"} and not explained:
            return Failure("malformed", "a chat completion without content")
        if choice.finish_reason == "content_filter":
            self._counts["content_filter"] += 1
        return Answer(
            message.content or message.refusal or "",
            reply.usage.completion_tokens if reply.usage else 0,
            "length" if choice.finish_reason == "length" else "stop",
        )

    def _line(self, said: str) -> str:
        """Return what a server said as a short line that can be shown: without the key."""
        if self._key:
            said = said.replace(self._key, "[key]")
        line = " ".join("".join(c if c.isprintable() else " " for c in said).split())
        return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None
    # Where a model thought and said nothing: vLLM's name, and the older one of DeepSeek.
    reasoning: Any = None
    reasoning_content: Any = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    completion_tokens: NonNegativeInt = 0


class _Reply(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None


class _Model(BaseModel):
    id: str


class _Models(BaseModel):
    data: list[_Model]


def _error(text: str) -> tuple[str, set[str]]:
    """Return what an error's body says, and its codes; every server has a shape of its own."""
    try:
        body = from_json(text)
    except ValueError:
        return text, set()
    error = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(error, dict):
        return str(error), set()
    said = error.get("message") or error.get("detail") or text
    codes = {code for code in (error.get("code"), error.get("type")) if isinstance(code, str)}
    return str(said), codes


def _retry_after_s(headers: Mapping[str, str]) -> float:
    """Return the seconds that a Retry-After header asks for (RFC 9110, section 10.2.3), or 0."""
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        seconds = _timestamp(value) - (_timestamp(headers.get("date", "")) or time.time())
    return max(0.0, seconds) if math.isfinite(seconds) else 0.0


def _timestamp(date: str) -> float:
    """Return an HTTP date as seconds since 1970, 0 where it is none."""
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return 0.0
