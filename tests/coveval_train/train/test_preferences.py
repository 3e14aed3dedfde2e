from pathlib import Path

import pytest
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerBase
from trl import DPOConfig, DPOTrainer

from coveval_train.errors import UserError
from coveval_train.llm import chat
from coveval_train.records import Instruction, Message
from coveval_train.train import preferences


@pytest.fixture
def tokenizer(tiny_model: Path) -> PreTrainedTokenizerBase:
    loaded = AutoTokenizer.from_pretrained(tiny_model)
    chat.ensure_pad_token(loaded)
    return loaded


def pair(name: str, secure: str, vulnerable: str | None) -> Instruction:
    return Instruction(
        id=name,
        kind="completion",
        messages=[
            Message(role="user", content="Write it."),
            Message(role="assistant", content=secure, loss=True, rejected=vulnerable),
        ],
        family=name,
        split="train",
        origin="test",
        prompt="test@1",
    )


def test_trl_renders_a_pair_as_we_do(
    tiny_model: Path, tokenizer: PreTrainedTokenizerBase, tmp_path: Path
) -> None:
    row = pair("a", "run([x])", "system(x)")
    found = preferences.read([row], tokenizer, None, "train")
    args = DPOConfig(output_dir=str(tmp_path), use_cpu=True, bf16=False, report_to=[])
    model = AutoModelForCausalLM.from_pretrained(tiny_model)
    trainer = DPOTrainer(
        model=model, args=args, train_dataset=found.dataset, processing_class=tokenizer
    )
    (seen,) = trainer.train_dataset
    stop = chat.end_of_turn(tokenizer)
    for version, column in zip(
        preferences.versions(row.messages), ("chosen_ids", "rejected_ids"), strict=True
    ):
        ours = chat.training_example(tokenizer, version, stop)
        assert seen["prompt_ids"] + seen[column] == ours.input_ids
    assert seen["prompt_ids"] == chat.prompt_ids(tokenizer, row.messages[:-1])


def test_long_pairs_are_left_out_and_counted(tokenizer: PreTrainedTokenizerBase) -> None:
    rows = [pair("a", "x", "y"), pair("b", "x", "y" * 500)]
    found = preferences.read(rows, tokenizer, 200, "train")
    assert (found.rows, found.too_long, len(found.dataset)) == (1, 1, 1)


def test_an_instruction_without_a_rejected_answer_is_named(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    with pytest.raises(UserError, match="1 instructions have no rejected answer, the first b"):
        preferences.read([pair("a", "x", "y"), pair("b", "x", None)], tokenizer, None, "train")


def test_data_of_which_nothing_fits_is_refused(tokenizer: PreTrainedTokenizerBase) -> None:
    with pytest.raises(UserError, match="every row is longer than max_length 5"):
        preferences.read([pair("a", "x", "y")], tokenizer, 5, "train")
