"""The parts of supervised fine-tuning that recipes share."""

import functools
import os
import sys
from collections.abc import Callable

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerBase
from transformers.integrations import is_deepspeed_zero3_enabled
from trl import ModelConfig, SFTConfig, get_kbit_device_map, get_quantization_config

from coveval_train import models
from coveval_train.cli import print_problems
from coveval_train.errors import UserError
from coveval_train.llm import chat


def recipe(main: Callable[[], None]) -> Callable[[], None]:
    """Run a recipe's `main`; a problem of the user's is printed once, by the first process."""

    @functools.wraps(main)
    def run() -> None:
        transformers.utils.logging.set_verbosity_warning()
        try:
            main()
        except UserError as error:
            if os.environ.get("LOCAL_RANK", "0") == "0":
                print_problems(error)
            sys.exit(2)

    return run


def check(model_args: ModelConfig, sft_args: SFTConfig) -> list[str]:
    """Return what is wrong with a model and how it is to be trained, before it loads."""
    problems = []
    if model_args.model_name_or_path is None:
        problems.append("missing key 'model_name_or_path': the hub id or folder of the base model")
    else:
        try:
            ref = models.resolve(model_args.model_name_or_path)
            if ref.adapter:
                problems.append(f"{ref.adapter}: an adapter; fine-tune the model it was made for")
        except UserError as error:
            problems += error.problems
    if model_args.load_in_4bit and not model_args.use_peft:
        problems.append("load_in_4bit trains nothing without an adapter; set use_peft: true")
    if model_args.load_in_4bit and is_deepspeed_zero3_enabled():
        problems.append(
            "load_in_4bit cannot be partitioned by ZeRO-3; use zero2 for QLoRA, or set "
            "load_in_4bit: false"
        )
    if sft_args.output_dir is None:
        problems.append("missing key 'output_dir': the folder for checkpoints and the result")
    return problems


def load_tokenizer(model_args: ModelConfig) -> PreTrainedTokenizerBase:
    """Load a tokenizer that has a chat template and pads with a token of its own.

    Raises:
        UserError: it has no template, or no token to pad with.
    """
    tokenizer = AutoTokenizer.from_pretrained(
        model_args.model_name_or_path, revision=model_args.model_revision
    )
    chat.ensure_pad_token(tokenizer)
    return tokenizer


def load_model(model_args: ModelConfig) -> torch.nn.Module:
    """Load the base model, quantized to nf4 where the configuration says so (QLoRA)."""
    quantization = get_quantization_config(model_args)
    on_gpu = torch.cuda.is_available()
    return AutoModelForCausalLM.from_pretrained(
        model_args.model_name_or_path,
        revision=model_args.model_revision,
        dtype=model_args.dtype,
        attn_implementation=model_args.attn_implementation,
        quantization_config=quantization,
        device_map=get_kbit_device_map() if quantization and on_gpu else None,
        use_cache=False,
    )
