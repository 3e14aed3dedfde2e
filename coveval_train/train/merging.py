"""Putting an adapter into its base model for good.

An adapter that was trained on quantized weights was trained to make up for their rounding. Merged
into the original weights it meets others than it knows; merged into the dequantized ones, the same
(QLoRA: Dettmers et al., 2023). Which base was taken is recorded, as the two give different models.
"""

import tempfile
from pathlib import Path

import torch
from huggingface_hub import create_repo, upload_folder
from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig, PreTrainedModel

from coveval_train import models, runs, tables
from coveval_train.errors import UserError
from coveval_train.models import ModelRef
from coveval_train.train import checkpoints, model_card
from coveval_train.train.model_card import Base

MERGED = "merged.json"
"""What was merged into what, in the merged model's folder."""


def merge(adapter: Path, out: Path, base: Base, evaluations: list[Path]) -> Path:
    """Write a merged model as safetensors, with its tokenizer, chat template and model card.

    The folder appears whole or not at all.

    Args:
        adapter: folder of a trained adapter.
        out: folder to make.
        base: the weights to merge into.
        evaluations: folders of evaluation runs whose scores the card is to show.

    Raises:
        UserError: the adapter, its base or a run cannot be read, `out` exists, or what was written
            is not whole.
    """
    ref = models.resolve(str(adapter))
    if ref.adapter is None:
        raise UserError(f"{adapter}: no adapter_config.json, so there is nothing to merge")
    if out.exists():
        raise UserError(f"{out}: exists; choose another folder")
    card = model_card.write(ref, base, evaluations)
    merged = PeftModel.from_pretrained(_base(ref, base), str(adapter)).merge_and_unload()
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as scratch:
        folder = Path(scratch) / out.name
        merged.save_pretrained(folder)
        AutoTokenizer.from_pretrained(ref.tokenizer).save_pretrained(folder)
        (folder / "README.md").write_text(card)
        about = {
            "adapter": str(adapter),
            "adapter_fingerprint": models.fingerprint(ref),
            "base": ref.base,
            "merged_into": base,
            "versions": runs.versions(),
        }
        tables.write_json(about, folder / MERGED)
        checkpoints.check_saved(folder)
        folder.replace(out)
    return out


def push(folder: Path, repository: str) -> str:
    """Upload a merged model to the hub, privately if the repository is new; return its address.

    Raises:
        UserError: the hub refuses, or there is no token for it.
    """
    try:
        address = create_repo(repository, private=True, exist_ok=True)
        upload_folder(repo_id=repository, folder_path=folder)
    except (HfHubHTTPError, LocalTokenNotFoundError, OSError) as error:
        raise UserError(f"{repository}: not uploaded ({str(error).splitlines()[0]})") from error
    return str(address)


def _base(ref: ModelRef, base: Base) -> PreTrainedModel:
    settings = model_card.trained_with(ref)
    dtype = getattr(torch, str(settings.get("dtype")), torch.bfloat16)
    if base == "original":
        return AutoModelForCausalLM.from_pretrained(ref.base, dtype=dtype)
    if not settings.get("load_in_4bit"):
        raise UserError(
            f"{ref.adapter}: its run does not say load_in_4bit, so its base was never quantized; "
            "merge it into the original"
        )
    quantization = BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type=settings.get("bnb_4bit_quant_type", "nf4"),
        bnb_4bit_use_double_quant=settings.get("use_bnb_nested_quant", False),
        bnb_4bit_compute_dtype=dtype,
    )
    loaded = AutoModelForCausalLM.from_pretrained(
        ref.base, dtype=dtype, quantization_config=quantization
    )
    return loaded.dequantize(dtype)
