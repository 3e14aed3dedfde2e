"""Which tokens carry loss, for the templates of the model families that the recipes train.

The templates are our own, written to give the format that each family documents; expectations are
written by hand. ``«`` and ``»`` stand around what carries loss. A tokenizer's letters are its
tokens, so every token of an answer is seen.
"""

from dataclasses import dataclass

import pytest
from transformers import PreTrainedTokenizerBase

from coveval_train.llm import chat
from coveval_train.records import Message
from tests.conftest import byte_tokenizer

CHATML = (
    "{% if messages[0].role != 'system' %}<|im_start|>system\nBe brief.<|im_end|>\n{% endif %}"
    "{% for message in messages %}"
    "<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
CHATML_TURN = (
    "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nSafe?<|im_end|>\n"
    "<|im_start|>assistant\n«unsafe<|im_end|>»\n"
)
LLAMA3 = (
    "{{ bos_token }}{% for message in messages %}"
    "<|start_header_id|>{{ message.role }}<|end_header_id|>\n\n{{ message.content | trim }}"
    "<|eot_id|>"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}"
)
LLAMA2 = (
    "{% for message in messages %}"
    "{% if message.role == 'user' %}{{ bos_token }}[INST] {{ message.content | trim }} [/INST]"
    "{% else %} {{ message.content | trim }} {{ eos_token }}{% endif %}"
    "{% endfor %}"
)


@dataclass(frozen=True)
class Family:
    special: list[str]
    template: str
    bos: str
    eos: str
    one_turn: str
    two_turns: str


FAMILIES = {
    "smollm2": Family(
        special=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        template=CHATML,
        bos="<|im_start|>",
        eos="<|im_end|>",
        one_turn=CHATML_TURN,
        two_turns=CHATML_TURN
        + "<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n«CWE-22<|im_end|>»\n",
    ),
    "llama-3": Family(
        special=[
            "<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>", "<|start_header_id|>",
            "<|end_header_id|>", "<|finetune_right_pad_id|>",
        ],
        template=LLAMA3,
        bos="<|begin_of_text|>",
        eos="<|eot_id|>",
        one_turn=(
            "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nSafe?<|eot_id|>"
            "<|start_header_id|>assistant<|end_header_id|>\n\n«unsafe<|eot_id|>»"
        ),
        two_turns=(
            "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nSafe?<|eot_id|>"
            "<|start_header_id|>assistant<|end_header_id|>\n\n«unsafe<|eot_id|>»"
            "<|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|>"
            "<|start_header_id|>assistant<|end_header_id|>\n\n«CWE-22<|eot_id|>»"
        ),
    ),
    "llama-2": Family(
        special=["<unk>", "<s>", "</s>"],
        template=LLAMA2,
        bos="<s>",
        eos="</s>",
        one_turn="<s>[INST] Safe? [/INST]« unsafe </s>»",
        two_turns="<s>[INST] Safe? [/INST]« unsafe </s>»<s>[INST] Why? [/INST]« CWE-22 </s>»",
    ),
    "qwen": Family(
        special=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        template=CHATML,
        bos="",
        eos="<|im_end|>",
        one_turn=CHATML_TURN,
        two_turns=CHATML_TURN
        + "<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n«CWE-22<|im_end|>»\n",
    ),
}  # fmt: skip

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
    roles = {"eos_token": family.eos} | ({"bos_token": family.bos} if family.bos else {})
    made = byte_tokenizer(family.special, family.template, **roles)
    chat.ensure_pad_token(made)
    return made


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
