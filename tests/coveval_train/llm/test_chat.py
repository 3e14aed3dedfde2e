from pathlib import Path

import pytest
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from coveval_train.errors import UserError
from coveval_train.llm import chat
from coveval_train.records import Message


@pytest.fixture
def tokenizer(tiny_model: Path) -> PreTrainedTokenizerBase:
    return AutoTokenizer.from_pretrained(tiny_model)


def turn(question: str, answer: str) -> list[Message]:
    return [
        Message(role="user", content=question),
        Message(role="assistant", content=answer, loss=True),
    ]


def example_of(tokenizer: PreTrainedTokenizerBase, messages: list[Message]) -> chat.Example:
    return chat.training_example(tokenizer, messages, chat.end_of_turn(tokenizer))


def learnt(tokenizer: PreTrainedTokenizerBase, example: chat.Example) -> str:
    return tokenizer.decode([label for label in example.labels if label != chat.IGNORED])


def test_the_loss_is_on_the_answer_and_its_end(tokenizer: PreTrainedTokenizerBase) -> None:
    example = example_of(tokenizer, turn("Is it safe?", "unsafe"))
    assert learnt(tokenizer, example) == "unsafe<|im_end|>"
    assert len(example.labels) == len(example.input_ids)


def test_the_prompt_of_training_is_the_prompt_of_evaluation(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    messages = turn("Is it safe?", "unsafe")
    prompt = chat.prompt_ids(tokenizer, messages[:1])
    example = example_of(tokenizer, messages)
    assert example.input_ids[: len(prompt)] == prompt
    assert all(label == chat.IGNORED for label in example.labels[: len(prompt)])


def test_only_marked_answers_of_a_conversation_are_learnt(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    first, second = turn("one?", "first"), turn("two?", "second")
    unmarked = [first[0], first[1].model_copy(update={"loss": False})]
    assert learnt(tokenizer, example_of(tokenizer, [*first, *second])) == (
        "first<|im_end|>second<|im_end|>"
    )
    assert learnt(tokenizer, example_of(tokenizer, [*unmarked, *second])) == ("second<|im_end|>")


def test_an_answer_that_holds_the_end_token_is_learnt_to_its_first_end(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    example = example_of(tokenizer, turn("?", "a<|im_end|>b"))
    assert learnt(tokenizer, example) == "a<|im_end|>"


def test_padding_is_never_the_end_of_a_turn(tokenizer: PreTrainedTokenizerBase) -> None:
    assert tokenizer.pad_token == tokenizer.eos_token == "<|im_end|>"
    chat.ensure_pad_token(tokenizer)
    assert tokenizer.pad_token == "<|endoftext|>"
    assert tokenizer.pad_token_id != chat.end_of_turn(tokenizer)


def test_a_vocabulary_without_a_spare_token_is_refused(
    tokenizer: PreTrainedTokenizerBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "_SPARE_TOKENS", ("<|im_end|>", "<absent>"))
    with pytest.raises(UserError, match="no padding token"):
        chat.ensure_pad_token(tokenizer)


def test_a_tokenizer_without_template_is_refused(tokenizer: PreTrainedTokenizerBase) -> None:
    tokenizer.chat_template = None
    with pytest.raises(UserError, match="no chat template"):
        chat.end_of_turn(tokenizer)


def test_a_template_that_never_ends_an_answer_is_refused(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    tokenizer.chat_template = "{% for message in messages %}{{ message.content }}\n{% endfor %}"
    with pytest.raises(UserError, match="no special token"):
        chat.end_of_turn(tokenizer)


def test_a_template_that_rewrites_the_prompt_is_refused(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    tokenizer.chat_template = (
        "{{ messages | length }}{% for message in messages %}{{ message.content }}<|im_end|>"
        "{% endfor %}"
    )
    with pytest.raises(UserError, match="differently"):
        example_of(tokenizer, turn("a", "b"))
