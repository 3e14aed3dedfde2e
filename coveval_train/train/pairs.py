"""Pairs of a secure and a vulnerable answer: the tokens in which they differ, and a loss on those.

He et al., "Instruction Tuning for Secure Code Generation" (SafeCoder, ICML 2024): likelihood on the
tokens of the secure version that the fix changed, unlikelihood on those of the vulnerable one that
it removed. The rest of both is the same program, about which a pair says nothing.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import takewhile

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from coveval_train.llm import chat
from coveval_train.llm.chat import IGNORED, Example
from coveval_train.records import Message

_LAST_UNLIKELY = IGNORED - 1
"""Labels from here down are tokens to make unlikely: token 0 is this, token 1 one less, and so on.

One column of labels holds both, so whatever pads, packs and counts labels does right by pairs.
"""

_LEAST = 1e-6
"""Added to 1 - p, whose logarithm is infinite where a token is certain. Not by clamping, which
would take the gradient from the very tokens that need it most."""


def comparable(messages: Sequence[Message]) -> bool:
    """Whether an answer comes with a rejected one."""
    return any(message.loss and message.rejected is not None for message in messages)


def rejected(message: Message) -> Message:
    """Return the message with the rejected answer as its content, where it has one."""
    if not message.loss or message.rejected is None:
        return message
    return message.model_copy(update={"content": message.rejected})


def examples(
    tokenizer: PreTrainedTokenizerBase, messages: Sequence[Message], stop: int
) -> tuple[Example, ...]:
    """Tokenize both versions of a conversation, with labels where their answers differ.

    A version in which nothing was changed, as where a fix only adds, is left out: none, one or two
    examples are returned.

    Args:
        stop: the token that ends an answer, as `chat.end_of_turn` finds it.
    """
    secure = chat.training_example(tokenizer, messages, stop)
    vulnerable = chat.training_example(tokenizer, [rejected(each) for each in messages], stop)
    kept, removed = _differing(secure.input_ids, vulnerable.input_ids)
    both = (
        Example(secure.input_ids, _only(secure.labels, kept)),
        Example(
            vulnerable.input_ids,
            [
                label if label == IGNORED else _LAST_UNLIKELY - label
                for label in _only(vulnerable.labels, removed)
            ],
        ),
    )
    return tuple(example for example in both if any(label != IGNORED for label in example.labels))


def targets(labels: Tensor) -> Tensor:
    """Return the tokens that labels name, to make likely or unlikely; `IGNORED` stays.

    Args:
        labels: of any shape.
    """
    return torch.where(labels <= _LAST_UNLIKELY, _LAST_UNLIKELY - labels, labels)


def loss(log_probs: Tensor, labels: Tensor, unlikelihood: float) -> Tensor:
    """Sum -log p over tokens to make likely, and -log(1 - p) over those to make unlikely.

    Args:
        log_probs: shape (batch, length); log p of each of `targets`, of no meaning where ignored.
        labels: shape (batch, length), as `examples` makes them.
        unlikelihood: the weight of the second sum.
    """
    likely = labels >= 0
    unlikely = labels <= _LAST_UNLIKELY
    others = _LEAST - torch.expm1(log_probs[unlikely])
    return -log_probs[likely].sum() - unlikelihood * others.log().sum()


def _differing(first: list[int], second: list[int]) -> tuple[set[int], set[int]]:
    """Return the positions at which either sequence has tokens that the other lacks."""
    in_first, in_second = set[int](), set[int]()
    # The search takes the square of the length, and a fix is mostly in one place.
    begin = _common(first, second)
    rest, other_rest = first[begin:], second[begin:]
    end = _common(rest[::-1], other_rest[::-1])
    rest, other_rest = rest[: len(rest) - end], other_rest[: len(other_rest) - end]
    matcher = SequenceMatcher(None, rest, other_rest, autojunk=False)
    for kind, start, stop, other_start, other_stop in matcher.get_opcodes():
        if kind != "equal":
            in_first.update(range(begin + start, begin + stop))
            in_second.update(range(begin + other_start, begin + other_stop))
    return in_first, in_second


def _common(first: list[int], second: list[int]) -> int:
    """Return how many tokens two sequences begin with alike."""
    alike = (one == other for one, other in zip(first, second, strict=False))
    return sum(takewhile(bool, alike))


def _only(labels: list[int], positions: set[int]) -> list[int]:
    return [label if place in positions else IGNORED for place, label in enumerate(labels)]
