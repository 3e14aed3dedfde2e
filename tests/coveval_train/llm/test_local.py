import shutil
from pathlib import Path

import pytest
import torch

from coveval_train import models
from coveval_train.errors import UserError
from coveval_train.llm.decoding import Decoding
from coveval_train.llm.local import LocalModel
from coveval_train.records import Message


@pytest.fixture(scope="module")
def model(tiny_model: Path) -> LocalModel:
    return LocalModel(models.resolve(str(tiny_model)))


def asked(*questions: str) -> list[list[Message]]:
    return [[Message(role="user", content=question)] for question in questions]


def one_by_one(model: LocalModel, question: str, choice: str) -> float:
    """The log-probability of an answer, from a plain forward pass over the whole conversation."""
    messages = [*asked(question)[0], Message(role="assistant", content=choice, loss=True)]
    from coveval_train.llm import chat

    example = chat.training_example(model.tokenizer, messages)
    ids = torch.tensor([example.input_ids])
    with torch.inference_mode():
        log_probs = model.model(ids).logits.log_softmax(-1)[0, :-1]
    labels = torch.tensor(example.labels[1:])
    kept = labels != chat.IGNORED
    return log_probs[kept].gather(-1, labels[kept][:, None]).sum().item()


def test_choices_are_scored_as_in_a_plain_forward_pass(model: LocalModel) -> None:
    questions = ("short?", "a question that is a good deal longer than the other one?")
    scores = model.choice_log_probs(asked(*questions), ("safe", "unsafe"))
    expected = [[one_by_one(model, q, c) for c in ("safe", "unsafe")] for q in questions]
    torch.testing.assert_close(scores, torch.tensor(expected), rtol=1e-4, atol=1e-4)


def test_greedy_answers_do_not_depend_on_padding(model: LocalModel) -> None:
    decoding = Decoding(max_new_tokens=12)
    together = model.generate(asked("short?", "a much longer question, is it not?"), decoding)
    alone = model.generate(asked("short?"), decoding)
    assert together[0] == alone[0]


def test_an_answer_that_is_cut_says_so(model: LocalModel) -> None:
    answer = model.generate(asked("?"), Decoding(max_new_tokens=3))[0]
    assert answer.finish == "length"
    assert answer.tokens == 3


def test_sampling_repeats_with_its_seed(model: LocalModel) -> None:
    warm = Decoding(max_new_tokens=20, temperature=5.0, top_p=0.9, seed=1)
    other = Decoding(max_new_tokens=20, temperature=5.0, top_p=0.9, seed=2)
    first, again = model.generate(asked("?"), warm), model.generate(asked("?"), warm)
    assert first == again
    assert model.generate(asked("?"), other) != first


def test_padding_is_apart_from_the_end_token(model: LocalModel) -> None:
    assert model.tokenizer.pad_token_id != model.tokenizer.eos_token_id


def test_a_model_loads_in_4bit(tiny_model: Path) -> None:
    quantized = LocalModel(models.resolve(str(tiny_model)), load_in_4bit=True)
    answers = quantized.generate(asked("?"), Decoding(max_new_tokens=2))
    assert answers[0].tokens == 2


def test_weights_of_another_shape_are_one_problem(tiny_model: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(tiny_model, broken)
    (broken / "model.safetensors").write_bytes(b"\0" * 100)
    with pytest.raises(UserError, match="cannot be loaded"):
        LocalModel(models.resolve(str(broken)))
