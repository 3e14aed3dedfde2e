"""Training that must come out the same, does: batches, accumulation, packing, interruption."""

from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import SFTConfig, SFTTrainer

from coveval_train.llm import chat
from coveval_train.records import Instruction, Message
from coveval_train.train import data
from coveval_train.train.losses import PlainTrainer, SafeCoderTrainer

pytestmark = pytest.mark.slow
CODE = [
    ("run([tool, name])", "os.system(tool + name)"),
    ("strncpy(to, from, n)", "strcpy(to, from)"),
    ("db.execute(query, [key])", "db.execute(query % key)"),
    ("hash_password(word, salt)", "md5(word)"),
]
OBJECTIVES = ["plain", "safecoder"]


def rows(count: int) -> list[Instruction]:
    """Pairs and plain conversations of different lengths, in turn."""
    made = []
    for index in range(count):
        secure, vulnerable = CODE[index % len(CODE)]
        answer = Message(
            role="assistant",
            content=secure + " " * index,
            loss=True,
            rejected=vulnerable if index % 2 else None,
        )
        made.append(
            Instruction(
                id=str(index),
                kind="completion",
                messages=[Message(role="user", content=f"Write line {index}."), answer],
                family=str(index),
                split="train",
                origin="test",
                prompt="test@1",
            )
        )
    return made


def trainer(
    tiny_model: Path,
    out: Path,
    objective: str,
    unlikelihood: float = 1.0,
    **settings: Any,
) -> SFTTrainer:
    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    chat.ensure_pad_token(tokenizer)
    compare = objective == "safecoder"
    # Of the 8 rows, half are pairs: 12 sequences by `safecoder`.
    tokenized = data.tokenize(rows(8), tokenizer, None, "train", compare=compare)
    args = SFTConfig(
        output_dir=str(out),
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        learning_rate=1e-2,
        logging_steps=1,
        logging_first_step=True,
        report_to=[],
        **{"max_length": None, "max_steps": 6, "save_strategy": "no"} | settings,
    )
    shared = {
        "model": AutoModelForCausalLM.from_pretrained(tiny_model, dtype="float32"),
        "args": args,
        "train_dataset": data.dataset(tokenized.rows),
        "processing_class": tokenizer,
    }
    return (
        SafeCoderTrainer(**shared, unlikelihood=unlikelihood) if compare else PlainTrainer(**shared)
    )


def losses(trained: SFTTrainer) -> list[float]:
    return [entry["loss"] for entry in trained.state.log_history if "loss" in entry]


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize(("batch", "accumulation"), [(1, 4), (2, 2)])
def test_accumulating_is_one_larger_batch(
    tiny_model: Path, tmp_path: Path, objective: str, batch: int, accumulation: int
) -> None:
    whole = trainer(tiny_model, tmp_path / "whole", objective, per_device_train_batch_size=4)
    parts = trainer(
        tiny_model,
        tmp_path / "parts",
        objective,
        per_device_train_batch_size=batch,
        gradient_accumulation_steps=accumulation,
    )
    whole.train()
    parts.train()
    assert len(losses(whole)) == 6
    assert losses(whole)[-1] < losses(whole)[0]
    assert losses(parts) == pytest.approx(losses(whole), abs=1e-4)


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_packing_changes_nothing(
    tiny_model: Path, tmp_path: Path, objective: str, attention: str
) -> None:
    apart = trainer(tiny_model, tmp_path / "apart", objective, per_device_train_batch_size=12)
    packed = trainer(
        tiny_model,
        tmp_path / "packed",
        objective,
        per_device_train_batch_size=1,
        packing=True,
        max_length=2048,
    )
    packed.model.set_attn_implementation(attention)
    assert len(packed.train_dataset) == 1
    apart.train()
    packed.train()
    assert losses(packed) == pytest.approx(losses(apart), abs=1e-4)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_an_interrupted_run_goes_on_as_if_it_had_not_been(
    tiny_model: Path, tmp_path: Path, objective: str
) -> None:
    saves = {"save_strategy": "steps", "save_steps": 3, "per_device_train_batch_size": 2}
    whole = trainer(tiny_model, tmp_path / "whole", objective, **saves)
    whole.train()
    again = trainer(tiny_model, tmp_path / "again", objective, **saves)
    again.train(resume_from_checkpoint=str(tmp_path / "whole/checkpoint-3"))
    assert losses(again) == losses(whole)
    for one, other in zip(whole.model.parameters(), again.model.parameters(), strict=True):
        assert torch.equal(one, other)


def test_unlikelihood_makes_the_rejected_less_likely(tiny_model: Path, tmp_path: Path) -> None:
    found = []
    for weight in (0.0, 30.0):
        trained = trainer(tiny_model, tmp_path, "safecoder", weight, max_steps=40)
        trained.train()
        found.append(mean_log_prob_of_rejected(trained))
    without, with_unlikelihood = found
    assert with_unlikelihood < without - 0.5


def mean_log_prob_of_rejected(trained: SFTTrainer) -> float:
    """Return the mean log probability of the tokens that the labels mark as to be unlearnt."""
    found = []
    for row in trained.train_dataset:
        ids = torch.tensor([row["input_ids"]])
        with torch.no_grad():
            log_probs = trained.model(ids).logits.log_softmax(-1)
        found += [
            log_probs[0, place - 1, row["input_ids"][place]].item()
            for place, label in enumerate(row["labels"])
            if label < chat.IGNORED
        ]
    return sum(found) / len(found)
