"""What a model is asked and how its answer is drawn."""

import hashlib
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from coveval_train.records import Message

Key = tuple[str, int]
"""A question's id and the number of the sample."""


@dataclass(frozen=True)
class Decoding:
    """One decoding policy for a whole run; part of the run's identity."""

    max_new_tokens: int = 512
    temperature: float = 0.0
    """0 is greedy. The paper samples once at 0.6 (Mou et al., section 4.1)."""
    top_p: float = 1.0
    """The paper uses 0.9."""
    seed: int = 0
    max_label_tokens: int = 32
    """For our detection and classification, which ask for a word."""


@dataclass(frozen=True)
class Prompt:
    """One question, to be answered once."""

    id: str
    messages: Sequence[Message]
    max_new_tokens: int
    code: bool = False
    """Whether the answer is a program, so that it ends where its code block closes."""
    sample: int = 0
    """Which of several answers to the same question this is."""
    group: str = ""
    """Questions of one group begin alike, and are answered in the same batches."""

    @property
    def key(self) -> Key:
        return self.id, self.sample

    def seed(self, of_run: int) -> int:
        """Return the seed of this answer; it depends on nothing but the run's and the key."""
        digest = hashlib.sha256(f"{of_run}\0{self.id}\0{self.sample}".encode()).digest()
        return int.from_bytes(digest[:8], "big") >> 1


@dataclass(frozen=True)
class Choices:
    """The only answers allowed, for an answer by likelihood.

    No choice may be the beginning of another unless `whole`, as it would always be likelier.
    """

    texts: tuple[str, ...]
    whole: bool = True
    """Whether each is a whole answer, so that the end of the turn is part of it."""


@dataclass(frozen=True)
class Answer:
    """An answer, without the special tokens."""

    text: str
    tokens: int
    """Number of generated tokens; none were for an answer by likelihood."""
    finish: Literal["stop", "length", "likelihood"]
    log_probs: dict[str, float] | None = None
    """Answers by likelihood: the natural logarithm of each choice's probability."""


class LanguageModel(Protocol):
    """What answers prompts: a model in this process, or an endpoint."""

    def answer(
        self, prompts: Sequence[Prompt], decoding: Decoding, done: Collection[Key] = ()
    ) -> Iterator[list[tuple[Prompt, Answer]]]:
        """Answer prompts, and yield them with their answers as they come.

        Those whose keys are in `done` may be skipped; an answer does not depend on it.
        """
        ...

    def answer_by_likelihood(
        self, prompts: Sequence[Prompt], choices: Choices, done: Collection[Key] = ()
    ) -> Iterator[list[tuple[Prompt, Answer]]]:
        """Answer prompts with the likeliest choice, and yield them as they come."""
        ...


def likeliest(log_probs: dict[str, float]) -> Answer:
    """Return the answer by likelihood: the likeliest choice, the first of equals."""
    return Answer(max(log_probs, key=log_probs.__getitem__), 0, "likelihood", log_probs)


def beyond_first(log_probs: Mapping[str, float]) -> float:
    """Return the share of the choices' probability that is not the first choice's.

    Where the first is the one that finds nothing (safe, none), this is P(vulnerable).
    """
    first, *others = log_probs.values()
    top = max(first, *others)
    rest = sum(math.exp(value - top) for value in others)
    return rest / (rest + math.exp(first - top))
