"""Which tokens carry loss, for the templates of the model families that the recipes train.

Expectations are written by hand. ``«`` and ``»`` stand around what carries loss. A tokenizer's
letters are its tokens, so every token of an answer is seen.
"""

import pytest
from transformers import PreTrainedTokenizerBase

from coveval_train.llm import chat
from coveval_train.records import Message
from tests.families import CHATML, FAMILIES, Family, tokenizer_of

ONE = [
    Message(role="user", content="Safe?"),
    Message(role="assistant", content="unsafe", loss=True),
]
TWO = [*ONE, Message(role="user", content="Why?"), ONE[1].model_copy(update={"content": "CWE-22"})]


@pytest.fixture(params=FAMILIES.values(), ids=FAMILIES)
def family(request: pytest.FixtureRequest) -> Family:
    return request.param


@pytest.fixture
def tokenizer(family: Family) -> PreTrainedTokenizerBase:
    return tokenizer_of(family)


def marked(tokenizer: PreTrainedTokenizerBase, messages: list[Message]) -> str:
    """Write a rendered conversation with marks around each stretch of tokens that carries loss."""
    example = chat.training_example(tokenizer, messages, chat.end_of_turn(tokenizer))
    text, learning = "", False
    for token, label in zip(example.input_ids, example.labels, strict=True):
        assert label in (chat.IGNORED, token)
        if (label != chat.IGNORED) != learning:
            text += "»" if learning else "«"
            learning = not learning
        text += str(tokenizer.decode([token]))
    return text + ("»" if learning else "")


def test_the_loss_of_one_turn(tokenizer: PreTrainedTokenizerBase, family: Family) -> None:
    assert marked(tokenizer, ONE) == family.one_turn


def test_the_loss_of_two_turns(tokenizer: PreTrainedTokenizerBase, family: Family) -> None:
    assert marked(tokenizer, TWO) == family.two_turns


def test_an_answer_without_loss_is_context(
    tokenizer: PreTrainedTokenizerBase, family: Family
) -> None:
    first = ONE[1].model_copy(update={"loss": False})
    expected = family.two_turns.replace("«", "", 1).replace("»", "", 1)
    assert marked(tokenizer, [ONE[0], first, *TWO[2:]]) == expected


def test_the_text_begins_once(tokenizer: PreTrainedTokenizerBase, family: Family) -> None:
    ids = chat.prompt_ids(tokenizer, ONE[:1])
    if family.template != CHATML and family.bos:
        assert ids.count(tokenizer.bos_token_id) == 1
        assert ids[0] == tokenizer.bos_token_id


def test_what_is_asked_in_training_is_what_is_asked_in_evaluation(
    tokenizer: PreTrainedTokenizerBase, family: Family
) -> None:
    asked = str(tokenizer.decode(chat.prompt_ids(tokenizer, ONE[:1])))
    assert asked == family.one_turn.partition("«")[0]


def test_padding_is_not_learnt_as_an_end(
    tokenizer: PreTrainedTokenizerBase, family: Family
) -> None:
    assert tokenizer.pad_token in family.special
    assert tokenizer.pad_token_id != chat.end_of_turn(tokenizer)
