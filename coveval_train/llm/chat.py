"""One renderer of conversations, for training and evaluation alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from transformers import BatchEncoding, PreTrainedTokenizerBase

from coveval_train.errors import UserError
from coveval_train.llm.batching import shared_prefix
from coveval_train.llm.code_blocks import OPEN_THINKING
from coveval_train.records import Message

IGNORED = -100
"""The label that PyTorch's cross-entropy leaves out."""

_THINKING_TOKENS = 16
"""More than any tokenizer cuts ``<think>`` and a line's end into."""

# Tokens that model families reserve and never train, best first; used where a tokenizer has no
# padding token, or pads with the token that ends a turn, which would then never be learnt.
_SPARE_TOKENS = (
    "<|finetune_right_pad_id|>",
    "<|reserved_special_token_0|>",
    "<pad>",
    "<|pad|>",
    "[PAD]",
    "<unk>",
    "<|endoftext|>",
)


@dataclass(frozen=True)
class Example:
    """A tokenized conversation."""

    input_ids: list[int]
    labels: list[int]
    """The same length; `IGNORED` where no loss is taken."""


def ensure_pad_token(tokenizer: PreTrainedTokenizerBase) -> None:
    """Give the tokenizer a padding token that is none of the tokens that end a turn.

    Raises:
        UserError: its vocabulary has no token to spare.
    """
    ends = [tokenizer.eos_token, tokenizer.convert_ids_to_tokens(end_of_turn(tokenizer))]
    if tokenizer.pad_token is not None and tokenizer.pad_token not in ends:
        return
    vocabulary = tokenizer.get_vocab()
    for token in _SPARE_TOKENS:
        if token in vocabulary and token not in ends:
            tokenizer.pad_token = token
            return
    raise UserError(
        f"{tokenizer.name_or_path}: no padding token apart from the end token "
        f"{tokenizer.eos_token!r}, and no reserved one to use; set pad_token in "
        "tokenizer_config.json"
    )


def end_of_turn(tokenizer: PreTrainedTokenizerBase) -> int:
    """Return the id of the token with which the chat template ends an assistant's message.

    Raises:
        UserError: there is no chat template, or it ends the message with an ordinary token.
    """
    require_template(tokenizer)
    turns = [Message(role="user", content="a"), Message(role="assistant", content="b")]
    whole = _apply(tokenizer, turns, add_generation_prompt=False)
    # A prompt may open a thinking part, which an answered conversation does not have.
    asked = shared_prefix([prompt_ids(tokenizer, turns[:1]), whole])
    special = set(tokenizer.all_special_ids) | {
        index for index, token in tokenizer.added_tokens_decoder.items() if token.special
    }
    ends = [token for token in whole[asked:] if token in special]
    if not ends:
        raise UserError(
            f"{tokenizer.name_or_path}: its chat template ends an answer with no special token, so "
            "a model cannot learn where to stop"
        )
    return ends[0]


def require_template(tokenizer: PreTrainedTokenizerBase) -> None:
    """Raise `UserError` where the tokenizer has no chat template."""
    if not tokenizer.chat_template:
        raise UserError(
            f"{tokenizer.name_or_path}: no chat template; use an instruct model, or save a "
            "chat_template.jinja beside its tokenizer"
        )


def prompt_ids(tokenizer: PreTrainedTokenizerBase, messages: Sequence[Message]) -> list[int]:
    """Tokenize a conversation up to where the assistant is to answer."""
    return _apply(tokenizer, messages, add_generation_prompt=True)


def opens_thinking(tokenizer: PreTrainedTokenizerBase, prompt: list[int]) -> bool:
    """Whether a prompt ends inside a thinking part, which the answer then goes on with."""
    end = str(tokenizer.decode(prompt[-_THINKING_TOKENS:]))
    return end.rstrip().endswith(OPEN_THINKING)


def training_example(
    tokenizer: PreTrainedTokenizerBase, messages: Sequence[Message], stop: int
) -> Example:
    """Tokenize a conversation with loss on its marked messages and the token that ends each.

    Args:
        stop: that token, as `end_of_turn` finds it.

    Raises:
        UserError: the template does not render a conversation as a prefix of its continuation, so
            the answers cannot be told from the rest.
    """
    ids = _apply(tokenizer, messages, add_generation_prompt=False)
    labels = [IGNORED] * len(ids)
    for index, message in enumerate(messages):
        if not message.loss:
            continue
        prompt, whole = _prompt_and_whole(tokenizer, messages[: index + 1])
        end = whole.index(stop, len(prompt)) + 1
        if ids[:end] != whole[:end]:
            raise UserError(
                f"{tokenizer.name_or_path}: its chat template changes earlier messages when later "
                "ones follow; train on single-turn conversations with it"
            )
        labels[len(prompt) : end] = ids[len(prompt) : end]
    return Example(ids, labels)


def _prompt_and_whole(
    tokenizer: PreTrainedTokenizerBase, messages: Sequence[Message]
) -> tuple[list[int], list[int]]:
    """Tokenize a conversation without and with its last message."""
    prompt = prompt_ids(tokenizer, messages[:-1])
    whole = _apply(tokenizer, messages, add_generation_prompt=False)
    if whole[: len(prompt)] != prompt:
        raise UserError(
            f"{tokenizer.name_or_path}: its chat template renders the prompt differently once it "
            "is answered, so training and evaluation would not match"
        )
    return prompt, whole


def _apply(
    tokenizer: PreTrainedTokenizerBase, messages: Sequence[Message], *, add_generation_prompt: bool
) -> list[int]:
    conversation = [{"role": message.role, "content": message.content} for message in messages]
    rendered = tokenizer.apply_chat_template(
        conversation,
        add_generation_prompt=add_generation_prompt,
        tokenize=True,
        return_dict=True,
    )
    assert isinstance(rendered, BatchEncoding)
    return rendered["input_ids"]
