"""The model families that the recipes train: their chat formats, and tiny models of their kind.

The templates are our own, written to give the format that each family documents; what carries loss
is written by hand, between ``«`` and ``»``.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import torch
from transformers import (
    AutoModelForCausalLM,
    LlamaConfig,
    PreTrainedConfig,
    PreTrainedTokenizerBase,
)

from coveval_train.llm import chat
from coveval_train.train import shapes
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
}  # fmt: skip
FAMILIES["qwen"] = replace(FAMILIES["smollm2"], bos="")


FAMILY_OF = {
    "meta-llama/Meta-Llama-3-8B-Instruct": "llama-3",
    "meta-llama/Llama-2-7b-chat-hf": "llama-2",
    "codellama/CodeLlama-7b-Instruct-hf": "llama-2",
    "Qwen/Qwen2.5-Coder-7B-Instruct": "qwen",
    "runs/demo/model": "smollm2",
}
SMOLLM2 = LlamaConfig(
    hidden_size=576, num_attention_heads=9, num_key_value_heads=3, tie_word_embeddings=True
)
"""What SmolLM2-135M-Instruct publishes, but for sizes that are shrunk here."""


def tokenizer_of(family: Family) -> PreTrainedTokenizerBase:
    """Return a tokenizer whose tokens are bytes, with a family's special tokens and template."""
    roles = {"eos_token": family.eos} | ({"bos_token": family.bos} if family.bos else {})
    made = byte_tokenizer(family.special, family.template, **roles)
    chat.ensure_pad_token(made)
    return made


def tiny_model_like(name: str, folder: Path) -> None:
    """Save a two-layer model with random weights of the architecture of a model of the recipes."""
    tokenizer = tokenizer_of(FAMILIES[FAMILY_OF[name]])
    published = shapes.KNOWN.get(name, SMOLLM2)
    torch.manual_seed(0)
    AutoModelForCausalLM.from_config(_shrunk(published, len(tokenizer))).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _shrunk(published: PreTrainedConfig, vocabulary: int) -> PreTrainedConfig:
    """Return a configuration with as many queries to a key, and little of everything else."""
    keys = 2
    queries = keys * published.num_attention_heads // published.num_key_value_heads
    smaller = {
        "vocab_size": vocabulary,
        "hidden_size": 16 * queries,
        "intermediate_size": 128,
        "num_hidden_layers": 2,
        "num_attention_heads": queries,
        "num_key_value_heads": keys,
        "head_dim": 16,
        "max_position_embeddings": 4096,
    }
    return type(published).from_dict(published.to_dict() | smaller | {"layer_types": None})
