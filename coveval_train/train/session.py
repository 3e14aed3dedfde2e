"""The parts of supervised fine-tuning that recipes share."""

import os
import sys
from collections.abc import Callable
from functools import partial, wraps

import torch
import transformers
from accelerate import PartialState
from bitsandbytes.nn import Linear4bit
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from trl import ModelConfig, SFTConfig, SFTTrainer, get_quantization_config

from coveval_train import models
from coveval_train.cli import print_problems
from coveval_train.errors import UserError, collect
from coveval_train.llm import chat


def recipe(main: Callable[[], None]) -> Callable[[], None]:
    """Run a recipe's `main`; a problem of the user's is printed once, by the first process."""

    @wraps(main)
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
    problems: list[str] = []
    if model_args.model_name_or_path is None:
        problems.append("missing key 'model_name_or_path': the hub id or folder of the base model")
    else:
        ref = collect(problems, partial(models.resolve, model_args.model_name_or_path))
        if ref and ref.adapter:
            problems.append(f"{ref.adapter}: an adapter; fine-tune the model it was made for")
    if model_args.load_in_4bit and not model_args.use_peft:
        problems.append("load_in_4bit trains nothing without an adapter; set use_peft: true")
    if model_args.load_in_4bit and zero_stage(sft_args) == 3:
        problems.append(
            "load_in_4bit cannot be partitioned by ZeRO-3; use zero2 for QLoRA, or set "
            "load_in_4bit: false"
        )
    if sft_args.output_dir is None:
        problems.append("missing key 'output_dir': the folder for checkpoints and the result")
    return problems


def zero_stage(sft_args: SFTConfig) -> int | None:
    """Return the ZeRO stage that DeepSpeed was launched with, or None without DeepSpeed."""
    return sft_args.deepspeed_plugin.zero_stage if sft_args.deepspeed_plugin else None


def load_tokenizer(model_args: ModelConfig) -> PreTrainedTokenizerBase:
    """Load a tokenizer that has a chat template and pads with a token of its own.

    Raises:
        UserError: it has no template, or no token to pad with.
    """
    tokenizer = AutoTokenizer.from_pretrained(
        str(model_args.model_name_or_path), revision=model_args.model_revision
    )
    chat.ensure_pad_token(tokenizer)
    return tokenizer


def load_model(model_args: ModelConfig) -> PreTrainedModel:
    """Load the base model, quantized to nf4 where the configuration says so (QLoRA)."""
    quantization = get_quantization_config(model_args)
    # Quantized weights cannot be moved later, so each process loads them onto its own GPU.
    on_own_gpu = quantization is not None and torch.cuda.is_available()
    model = AutoModelForCausalLM.from_pretrained(
        str(model_args.model_name_or_path),
        revision=model_args.model_revision,
        dtype=model_args.dtype,
        attn_implementation=model_args.attn_implementation,
        quantization_config=quantization,
        device_map={"": PartialState().local_process_index} if on_own_gpu else None,
        use_cache=False,
    )
    keep_weights_differentiable(model)
    return model


def train_in_float32(trainer: SFTTrainer) -> None:
    """Give the adapter of a quantized model float32 weights, whatever the trainer made of them.

    TRL casts them to bfloat16 (1.16, ``SFTTrainer.__init__``) and PEFT back to float32 when a
    checkpoint is loaded, so a run that was resumed would go on in another precision than it began.
    """
    model = trainer.model
    assert isinstance(model, torch.nn.Module)
    if any(isinstance(module, Linear4bit) for module in model.modules()):
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.data = parameter.data.float()


def keep_weights_differentiable(model: torch.nn.Module) -> None:
    """Stop bitsandbytes from repacking 4-bit weights for inference on CPUs with AVX512-BF16.

    It does so, in place, at the first forward pass in evaluation mode, and the kernel that reads
    the packed weights has no gradient: after one evaluation, training would go on with no error and
    wrong gradients (bitsandbytes 0.50, ``nn.Linear4bit.forward`` and ``matmul_4bit``).
    """
    for module in model.modules():
        if isinstance(module, Linear4bit):
            module.support_avx512bf16_for_cpu = False
