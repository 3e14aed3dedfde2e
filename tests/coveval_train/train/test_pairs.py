"""Of a secure and a vulnerable version, the tokens that differ carry loss, and no others."""

import math
from pathlib import Path

import pytest
import torch
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from coveval_train.llm import chat
from coveval_train.llm.chat import IGNORED, Example
from coveval_train.records import Message
from coveval_train.train import pairs


@pytest.fixture
def tokenizer(tiny_model: Path) -> PreTrainedTokenizerBase:
    return AutoTokenizer.from_pretrained(tiny_model)


def pair(secure: str, vulnerable: str) -> list[Message]:
    return [
        Message(role="user", content="Write it."),
        Message(role="assistant", content=secure, loss=True, rejected=vulnerable),
    ]


def examples(
    tokenizer: PreTrainedTokenizerBase, secure: str, vulnerable: str
) -> tuple[Example, ...]:
    return pairs.examples(tokenizer, pair(secure, vulnerable), chat.end_of_turn(tokenizer))


def labelled(tokenizer: PreTrainedTokenizerBase, example: Example) -> str:
    labels = [label for label in example.labels if label != IGNORED]
    return str(tokenizer.decode(pairs.targets(torch.tensor(labels)).tolist()))


def test_only_what_differs_is_labelled(tokenizer: PreTrainedTokenizerBase) -> None:
    kept, removed = examples(tokenizer, "x = run(['ls'])", "x = sys(['ls'])")
    assert (labelled(tokenizer, kept), labelled(tokenizer, removed)) == ("run", "sys")
    assert [label for label in kept.labels if label > 0] == tokenizer.encode("run")
    assert all(label < IGNORED for label in removed.labels if label != IGNORED)


def test_labels_stand_at_their_tokens(tokenizer: PreTrainedTokenizerBase) -> None:
    for example in examples(tokenizer, "strncpy(a, b, n)", "strcpy(a, b)"):
        for token, label in zip(
            example.input_ids, pairs.targets(torch.tensor(example.labels)).tolist(), strict=True
        ):
            assert label in (IGNORED, token)


@pytest.mark.parametrize(
    ("secure", "vulnerable", "likely"),
    [("check(x); use(x)", "use(x)", [True]), ("use(x)", "print(key); use(x)", [False])],
    ids=["the fix only adds", "the fix only takes away"],
)
def test_a_version_that_was_not_changed_is_left_out(
    tokenizer: PreTrainedTokenizerBase, secure: str, vulnerable: str, likely: list[bool]
) -> None:
    found = examples(tokenizer, secure, vulnerable)
    assert [any(label > 0 for label in each.labels) for each in found] == likely


def test_versions_that_are_alike_teach_nothing(tokenizer: PreTrainedTokenizerBase) -> None:
    assert examples(tokenizer, "same", "same") == ()


def test_an_unmarked_answer_is_not_compared() -> None:
    messages = [message.model_copy(update={"loss": False}) for message in pair("a", "b")]
    assert not pairs.comparable(messages)
    assert pairs.comparable(pair("a", "b"))


def test_every_token_is_told_from_what_is_ignored() -> None:
    tokens = torch.arange(300)
    unlikely = -101 - tokens
    assert torch.equal(pairs.targets(unlikely), tokens)
    assert torch.equal(pairs.targets(tokens), tokens)
    assert pairs.targets(torch.tensor([IGNORED])).item() == IGNORED


def test_the_loss_is_likelihood_and_unlikelihood() -> None:
    log_probs = torch.tensor([[0.5, 0.25, 0.125, 0.9]]).log()
    labels = torch.tensor([[7, -101 - 7, IGNORED, -101]])
    expected = -math.log(0.5) - 0.5 * (math.log(0.75) + math.log(0.1))
    assert pairs.loss(log_probs, labels, 0.5).item() == pytest.approx(expected, abs=1e-4)


def test_a_certain_token_is_still_pushed_away() -> None:
    logits = torch.tensor([[8.0, 0.0, 0.0]], requires_grad=True)
    log_probs = logits.log_softmax(-1)[:, :1]
    loss = pairs.loss(log_probs, torch.tensor([[-101]]), 1.0)
    loss.backward()
    assert loss.isfinite()
    assert logits.grad is not None and logits.grad[0, 0] > 0.5
    assert pairs.loss(torch.zeros(1, 1), torch.tensor([[-101]]), 1.0).isfinite()
