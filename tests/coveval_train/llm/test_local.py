import shutil
from pathlib import Path

import pytest
import torch

from coveval_train import models
from coveval_train.errors import UserError
from coveval_train.llm import chat, forward
from coveval_train.llm.decoding import Answer, Choices, Decoding, Prompt
from coveval_train.llm.local import LocalModel, load
from coveval_train.records import Message

GREEDY = Decoding()
WARM = Decoding(temperature=5.0, top_p=0.9, seed=1)
CHOICES = Choices(("safe", "unsafe", "CWE-79", "CWE-798", "none"))
SHARED = "Is the program below safe or unsafe? Answer with that one word. "
QUESTIONS = ("short?", "a question that is a good deal longer than the others?", "well?")


def prompts(*questions: str, limit: int = 12, sample: int = 0) -> list[Prompt]:
    return [
        Prompt(
            id=question,
            messages=[Message(role="user", content=SHARED + question)],
            max_new_tokens=limit,
            sample=sample,
        )
        for question in questions
    ]


@pytest.fixture(scope="module")
def model(tiny_model: Path) -> LocalModel:
    return load(models.resolve(str(tiny_model)), batch_tokens=100_000)


def answers(model: LocalModel, asked: list[Prompt], decoding: Decoding = GREEDY) -> dict:
    return {
        prompt.key: answer for batch in model.answer(asked, decoding) for prompt, answer in batch
    }


def likeliest(model: LocalModel, asked: list[Prompt], choices: Choices = CHOICES) -> dict:
    return {
        prompt.key: answer
        for batch in model.answer_by_likelihood(asked, choices)
        for prompt, answer in batch
    }


def plain_log_prob(model: LocalModel, prompt: Prompt, choice: str) -> float:
    """The log-probability of an answer, from a forward pass over the whole conversation."""
    messages = [*prompt.messages, Message(role="assistant", content=choice, loss=True)]
    example = chat.training_example(model.tokenizer, messages, chat.end_of_turn(model.tokenizer))
    ids = torch.tensor([example.input_ids])
    with torch.inference_mode():
        log_probs = model.model(ids).logits.log_softmax(-1)[0, :-1]
    labels = torch.tensor(example.labels[1:])
    kept = labels != chat.IGNORED
    return log_probs[kept].gather(-1, labels[kept][:, None]).sum().item()


def plain_answer(model: LocalModel, prompt: Prompt) -> str:
    """A greedy answer from `transformers.generate`, for the prompt alone."""
    ids = torch.tensor([chat.prompt_ids(model.tokenizer, prompt.messages)])
    with torch.inference_mode():
        output = model.model.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=prompt.max_new_tokens,
            do_sample=False,
            pad_token_id=model.tokenizer.pad_token_id,
        )
    return model.tokenizer.decode(output[0, ids.shape[1] :], skip_special_tokens=True)


def test_choices_are_scored_as_in_a_plain_forward_pass(model: LocalModel) -> None:
    found = likeliest(model, prompts(*QUESTIONS))
    for prompt in prompts(*QUESTIONS):
        answer = found[prompt.key]
        expected = {text: plain_log_prob(model, prompt, text) for text in CHOICES.texts}
        assert answer.log_probs == pytest.approx(expected, abs=1e-3)
        assert answer.text == max(expected, key=expected.__getitem__)
        assert answer.finish == "likelihood"


def test_one_choice_that_begins_another_is_told_apart(model: LocalModel) -> None:
    found = likeliest(model, prompts("?"), Choices(("CWE-79", "CWE-798")))
    scores = found["?", 0].log_probs
    assert scores["CWE-79"] != scores["CWE-798"]


def test_greedy_answers_are_those_of_transformers(model: LocalModel) -> None:
    asked = prompts(*QUESTIONS, limit=40)
    found = answers(model, asked)
    for prompt in asked:
        assert found[prompt.key].text == plain_answer(model, prompt)


def test_the_shared_beginning_is_read_once(
    model: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    run = model.model.forward

    def counting(*args: object, **kwargs: object) -> object:
        read.append(kwargs["input_ids"].shape)  # type: ignore[union-attr]
        return run(*args, **kwargs)

    monkeypatch.setattr(model.model, "forward", counting)
    answers(model, prompts(*QUESTIONS, limit=1))
    shared, *rests = read
    assert shared[0] == 1
    assert shared[1] > len(SHARED)
    longest = max(len(chat.prompt_ids(model.tokenizer, p.messages)) for p in prompts(*QUESTIONS))
    assert rests[0][1] == longest - shared[1]
    assert sum(rest[0] for rest in rests) == 3


def test_prompts_of_other_lengths_are_not_padded_to_the_longest(
    model: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does parting them change what they are answered."""
    asked = prompts("a?", "b " * 200 + "?", "c " * 190 + "?", "d?", limit=20)
    monkeypatch.setattr(forward, "_SPARE_ON_CPU", 10**6)
    whole = answers(model, asked), likeliest(model, asked)
    monkeypatch.setattr(forward, "_SPARE_ON_CPU", 64)
    widths = []
    run = model.model.forward

    def counting(*args: object, **kwargs: object) -> object:
        widths.append(tuple(kwargs["input_ids"].shape))  # type: ignore[union-attr]
        return run(*args, **kwargs)

    monkeypatch.setattr(model.model, "forward", counting)
    parted = answers(model, asked), likeliest(model, asked)
    assert [rows for rows, _ in widths[:3]] == [1, 2, 2]
    assert parted[0] == whole[0]
    for key, answer in parted[1].items():
        assert answer.log_probs == pytest.approx(whole[1][key].log_probs, abs=1e-4)


def test_an_answer_that_is_cut_says_so(model: LocalModel) -> None:
    (answer,) = answers(model, prompts("?", limit=3)).values()
    assert (answer.finish, answer.tokens) == ("length", 3)


@pytest.fixture
def thinker(tiny_model: Path, tmp_path: Path) -> LocalModel:
    """A model whose chat template opens a thinking part."""
    folder = tmp_path / "thinker"
    shutil.copytree(tiny_model, folder)
    template = folder / "chat_template.jinja"
    template.write_text(template.read_text().replace("assistant\n{%", "assistant\n<think>\n\n{%"))
    return load(models.resolve(str(folder)), batch_tokens=100_000)


def test_thinking_that_the_template_opens_is_part_of_the_answer(
    thinker: LocalModel, model: LocalModel
) -> None:
    (answer,) = answers(thinker, prompts("?", limit=3)).values()
    assert (answer.text[:7], answer.tokens) == ("<think>", 3)
    (plain,) = answers(model, prompts("?", limit=3)).values()
    assert not plain.text.startswith("<think>")


def test_no_answer_is_likely_inside_of_thinking(thinker: LocalModel) -> None:
    with pytest.raises(UserError, match="take its answers in words"):
        likeliest(thinker, prompts("?"))


def test_limits_do_not_mix_up_the_rows(model: LocalModel) -> None:
    """What costs most by its limit comes first, however long its question is."""
    asked = prompts("a?", limit=30) + prompts("bcdefgh?", limit=9)
    found = answers(model, asked)
    for prompt in asked:
        assert found[prompt.key].text == plain_answer(model, prompt)


def test_rows_have_limits_of_their_own(model: LocalModel) -> None:
    asked = prompts("a?", limit=3) + prompts("b?", limit=9)
    assert [answer.tokens for answer in answers(model, asked).values()] == [9, 3]


def test_samples_depend_on_seed_and_number_but_not_on_company(model: LocalModel) -> None:
    alone = answers(model, prompts("?"), WARM)
    company = prompts("something else, that is longer", "?", "and more") + prompts("?", sample=1)
    together = answers(model, company, WARM)
    assert together["?", 0] == alone["?", 0]
    assert together["?", 1] != alone["?", 0]
    other_seed = Decoding(temperature=5.0, top_p=0.9, seed=2)
    assert answers(model, prompts("?"), other_seed) != alone


def test_answers_after_a_restart_are_the_same(tiny_model: Path) -> None:
    model = load(models.resolve(str(tiny_model)), batch_tokens=200)
    asked = prompts(*QUESTIONS, "a", "b", "c", limit=20)
    batches = list(model.answer(asked, WARM))
    assert len(batches) > 2
    done = {prompt.key for prompt, _ in batches[0]}
    assert list(model.answer(asked, WARM, done)) == batches[1:]


def test_groups_do_not_share_batches(model: LocalModel) -> None:
    asked = [
        Prompt(str(n), [Message(role="user", content=str(n))], 1, group=group)
        for n, group in enumerate("abab")
    ]
    batches = list(model.answer(asked, GREEDY))
    assert [[prompt.group for prompt, _ in batch] for batch in batches] == [["a"] * 2, ["b"] * 2]


def test_a_program_ends_where_its_block_closes(
    model: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = list("Here:\n```c\nint x;\n```\nThat is all.")
    ids = [model.tokenizer.convert_tokens_to_ids(model.tokenizer.tokenize(c))[0] for c in script]
    step = iter(ids)
    monkeypatch.setattr(
        "coveval_train.llm.sampling.Sampler.draw",
        lambda self, logits: torch.tensor([next(step)]),
    )
    prompt = Prompt("p", [Message(role="user", content="?")], 100, code=True)
    (answer,) = answers(model, [prompt]).values()
    assert answer == Answer("Here:\n```c\nint x;\n```", len("Here:\n```c\nint x;\n```"), "stop")


def test_padding_is_apart_from_the_end_token(model: LocalModel) -> None:
    assert model.tokenizer.pad_token_id != model.tokenizer.eos_token_id


def test_a_model_loads_in_4bit(tiny_model: Path) -> None:
    quantized = load(models.resolve(str(tiny_model)), load_in_4bit=True, batch_tokens=1000)
    (answer,) = answers(quantized, prompts("?", limit=2)).values()
    assert answer.tokens == 2
    assert likeliest(quantized, prompts("?"))["?", 0].log_probs


def test_weights_of_another_shape_are_one_problem(tiny_model: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(tiny_model, broken)
    (broken / "model.safetensors").write_bytes(b"\0" * 100)
    with pytest.raises(UserError, match="cannot be loaded"):
        load(models.resolve(str(broken)), batch_tokens=1000)
