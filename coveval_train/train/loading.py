"""Loading what is to be trained, and all that can be wrong with it before it loads."""

from functools import partial

import torch
from accelerate import PartialState
from bitsandbytes.nn import Linear4bit
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    Trainer,
    TrainingArguments,
)
from trl import ModelConfig, SFTConfig, get_quantization_config

from coveval_train import models
from coveval_train.errors import collect
from coveval_train.llm import chat

_KEEP_DOCUMENTS_APART = (None, "sdpa", "eager", "flash_attention_2", "flash_attention_3")
"""Attention that masks by position ids or sequence lengths; None is Transformers' choice, sdpa."""


def problems(model_args: ModelConfig, args: TrainingArguments) -> list[str]:
    """Return what is wrong with a model and how it is to be trained, before it loads."""
    found: list[str] = []
    if model_args.model_name_or_path is None:
        found.append("missing key 'model_name_or_path': the hub id or folder of the base model")
    else:
        ref = collect(found, partial(models.resolve, model_args.model_name_or_path))
        if ref and ref.adapter:
            found.append(f"{ref.adapter}: an adapter; fine-tune the model it was made for")
    if model_args.load_in_4bit and not model_args.use_peft:
        found.append("load_in_4bit trains nothing without an adapter; set use_peft: true")
    if model_args.load_in_4bit and zero_stage(args) == 3:
        found.append(
            "load_in_4bit cannot be partitioned by ZeRO-3; use zero2 for QLoRA, or set "
            "load_in_4bit: false"
        )
    if args.output_dir is None:
        found.append("missing key 'output_dir': the folder for checkpoints and the result")
    return found


def packing_problems(model_args: ModelConfig, sft_args: SFTConfig) -> list[str]:
    """Return why packed documents would not be kept apart or whole."""
    if not sft_args.packing:
        return []
    found = []
    if sft_args.packing_strategy == "wrapped":
        found.append(
            "packing_strategy 'wrapped' cuts documents and lets them attend to each other; use "
            "bfd_split"
        )
    if model_args.attn_implementation not in _KEEP_DOCUMENTS_APART:
        known = ", ".join(filter(None, _KEEP_DOCUMENTS_APART))
        found.append(
            f"packing with attn_implementation '{model_args.attn_implementation}' is not known to "
            f"keep documents apart; use one of {known}, or set packing: false"
        )
    return found


def zero_stage(args: TrainingArguments) -> int | None:
    """Return the ZeRO stage that DeepSpeed was launched with, or None without DeepSpeed."""
    return args.deepspeed_plugin.zero_stage if args.deepspeed_plugin else None


def tokenizer(model_args: ModelConfig) -> PreTrainedTokenizerBase:
    """Load a tokenizer that has a chat template and pads with a token of its own.

    Raises:
        UserError: it has no template, or no token to pad with.
    """
    loaded = AutoTokenizer.from_pretrained(
        str(model_args.model_name_or_path), revision=model_args.model_revision
    )
    chat.ensure_pad_token(loaded)
    return loaded


def base_model(model_args: ModelConfig) -> PreTrainedModel:
    """Load the base model, quantized to nf4 where the configuration says so (QLoRA)."""
    quantization = get_quantization_config(model_args)
    # Quantized weights cannot be moved later, so each process loads them onto its own GPU.
    on_own_gpu = quantization is not None and torch.cuda.is_available()
    loaded = AutoModelForCausalLM.from_pretrained(
        str(model_args.model_name_or_path),
        revision=model_args.model_revision,
        dtype=model_args.dtype,
        attn_implementation=model_args.attn_implementation,
        quantization_config=quantization,
        device_map={"": PartialState().local_process_index} if on_own_gpu else None,
        use_cache=False,
    )
    keep_weights_differentiable(loaded)
    return loaded


def train_in_float32(trainer: Trainer) -> None:
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
