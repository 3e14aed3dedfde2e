"""Evaluation during a real training run of a tiny model."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from datasets import Dataset
from transformers import AutoModelForCausalLM, AutoTokenizer, Trainer, TrainingArguments

from coveval_train import models
from coveval_train.errors import UserError
from coveval_train.llm.decoding import Decoding
from coveval_train.records import Task
from eval.bench.benchmark import Benchmark, limited
from eval.in_training import Better, EvaluateDuringTraining
from eval.judges import Judges
from eval.pipeline import Evaluation, answer_only
from eval.stages.ask import Asking

pytestmark = pytest.mark.slow


@pytest.fixture
def evaluation(tiny_model: Path, eval_bench: Benchmark) -> Evaluation:
    return Evaluation(
        asking=Asking(
            model=models.resolve(str(tiny_model)),
            decoding=Decoding(),
            samples=1,
            by_likelihood=True,
            batch_tokens=50_000,
            load_in_4bit=False,
        ),
        bench=limited(eval_bench, 1),
        tasks=[Task.DETECTION],
        judges=Judges(False, [], {}, 0),
    )


def train(tiny_model: Path, out: Path, callbacks: list[Any]) -> dict[str, torch.Tensor]:
    """Train six steps with dropout, and return the weights."""
    torch.manual_seed(1)
    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    model = AutoModelForCausalLM.from_pretrained(tiny_model, attention_dropout=0.3)
    rows = [{"input_ids": list(range(3, 40)), "labels": list(range(3, 40))} for _ in range(12)]
    arguments = TrainingArguments(
        output_dir=str(out),
        max_steps=6,
        per_device_train_batch_size=2,
        learning_rate=1e-3,
        save_strategy="no",
        report_to="none",
        use_cpu=True,
        seed=3,
    )
    trainer = Trainer(
        model,
        arguments,
        train_dataset=Dataset.from_list(rows),
        processing_class=tokenizer,
        callbacks=callbacks,
    )
    trainer.train()
    return {name: weight.detach().clone() for name, weight in model.named_parameters()}


def test_training_goes_on_as_if_nothing_had_been(
    tiny_model: Path, tmp_path: Path, evaluation: Evaluation
) -> None:
    alone = train(tiny_model, tmp_path / "alone", [])
    callback = EvaluateDuringTraining(evaluation, tmp_path / "eval", 2, None)
    watched = train(tiny_model, tmp_path / "watched", [callback])
    assert all(torch.equal(alone[name], watched[name]) for name in alone)
    assert sorted(path.name for path in (tmp_path / "eval").iterdir()) == [
        "step-2",
        "step-4",
        "step-6",
    ]


def test_the_best_checkpoint_is_kept(
    tiny_model: Path, tmp_path: Path, evaluation: Evaluation
) -> None:
    better = Better("detection", "answer", "balanced_accuracy")
    callback = EvaluateDuringTraining(evaluation, tmp_path / "eval", 2, better)
    train(tiny_model, tmp_path / "out", [callback])
    values = {
        step: json.loads((tmp_path / f"eval/step-{step}/scores.json").read_text())[0]["metrics"][
            "balanced_accuracy"
        ]["value"]
        for step in (2, 4, 6)
    }
    best = json.loads((tmp_path / "eval/best.json").read_text())
    assert best["value"] == max(values.values())
    assert values[best["step"]] == best["value"]
    kept = (tmp_path / "eval/best/trainer_state.json").read_text()
    assert json.loads(kept)["global_step"] == best["step"]


def test_other_processes_answer_and_keep_nothing(
    tiny_model: Path, tmp_path: Path, evaluation: Evaluation
) -> None:
    from coveval_train.llm.local import load

    live = load(evaluation.asking.model, batch_tokens=50_000)
    answer_only(evaluation, live)
    own = Evaluation(evaluation.asking, evaluation.bench, [Task.SELF_REPAIR], evaluation.judges)
    with pytest.raises(UserError, match="self-loop"):
        answer_only(own, live)
