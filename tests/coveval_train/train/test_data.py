from pathlib import Path

import pytest
from transformers import AutoTokenizer

from coveval_train import tables
from coveval_train.errors import UserError
from coveval_train.llm import chat
from coveval_train.records import Instruction, Message
from coveval_train.train import data


def instruction(name: str, question: str, answer: str, loss: bool = True) -> Instruction:
    return Instruction(
        id=name,
        kind="judgment",
        messages=[
            Message(role="user", content=question),
            Message(role="assistant", content=answer, loss=loss),
        ],
        family=f"family-{name}",
        split="train",
        origin="test",
        prompt="test@1",
    )


def test_rows_are_tokenized_and_counted(tiny_model: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    rows = [instruction("a", "?", "safe"), instruction("b", "?", "unsafe")]
    tokenized = data.tokenize(rows, tokenizer, None, "train")
    counts, dataset = data.counts(tokenized), data.dataset(tokenized.rows)
    # One token a byte, and the token that ends the turn.
    assert counts.loss_tokens == len("safe") + len("unsafe") + 2
    assert counts.rows == len(dataset) == 2
    assert counts.tokens == sum(map(len, dataset["input_ids"]))
    learnt = [label for label in dataset[0]["labels"] if label != chat.IGNORED]
    assert tokenizer.decode(learnt) == "safe<|im_end|>"


def compared(name: str, secure: str, vulnerable: str) -> Instruction:
    plain = instruction(name, "?", secure)
    answer = plain.messages[1].model_copy(update={"rejected": vulnerable})
    return plain.model_copy(update={"messages": [plain.messages[0], answer]})


def test_a_pair_is_two_sequences_of_one_row(tiny_model: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    rows = [compared("a", "run(x)", "sys(x)"), compared("b", "same", "same")]
    rows.append(instruction("c", "?", "safe"))
    tokenized = data.tokenize(rows, tokenizer, None, "train", compare=True)
    assert [len(row.examples) for row in tokenized.rows] == [2, 1]
    assert len(data.dataset(tokenized.rows)) == 3
    assert tokenized.unchanged == 1
    assert tokenized.rows[0].loss_tokens == len("run") + len("sys")


def test_without_comparing_a_pair_is_its_secure_version(tiny_model: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    tokenized = data.tokenize([compared("a", "run(x)", "sys(x)")], tokenizer, None, "train")
    assert data.counts(tokenized).loss_tokens == len("run(x)") + 1


def test_rows_that_are_too_long_are_left_out_and_counted(tiny_model: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    rows = [instruction("a", "?", "safe"), instruction("b", "?" * 500, "safe")]
    tokenized = data.tokenize(rows, tokenizer, 100, "train")
    assert (len(tokenized.rows), tokenized.too_long) == (1, 1)


def test_data_of_which_nothing_fits_is_refused(tiny_model: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    with pytest.raises(UserError, match="train: every row is longer than max_length 5"):
        data.tokenize([instruction("a", "?", "safe")], tokenizer, 5, "train")


def test_instructions_without_an_answer_to_learn_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    tables.write([instruction("a", "?", "safe", loss=False), instruction("b", "?", "safe")], path)
    with pytest.raises(UserError, match="instruction a has no message to learn"):
        data.read(str(path))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").touch()
    with pytest.raises(UserError, match="holds no instructions"):
        data.read(str(tmp_path / "train.jsonl"))


def test_shared_families_are_refused() -> None:
    first, second = instruction("a", "?", "safe"), instruction("b", "?", "safe")
    data.require_disjoint([first], [second])
    with pytest.raises(UserError, match="share families \\(family-b\\)"):
        data.require_disjoint([first, second], [second])
