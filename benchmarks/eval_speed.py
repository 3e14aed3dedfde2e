"""How much faster the engine answers than a plain loop, on the same model and the same questions.

    python benchmarks/eval_speed.py MODEL --bench DIR --out FILE

The plain loop does what upstream's script does: one prompt at a time through `generate`, at most
512 new tokens; greedy here, so that answers can be compared. Both use the model that is loaded
once, and the published prompts, so one answer of the loop serves detection and classification. The
items are cut into chunks that both answer in turn; ratios are those of a chunk's two times, and the
median is reported.
"""

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from rich.console import Console

from coveval_train import cwe, models, runs, tables
from coveval_train.llm import batching, chat
from coveval_train.llm.decoding import Answer, Choices, Decoding, Prompt
from coveval_train.llm.local import LocalModel, load
from coveval_train.records import Task
from eval.bench import benchmark
from eval.stages.ask import PUBLISHED_CHOICES
from eval.tasks import published, requests

LIMIT = 512
BOTH = Choices(
    tuple(dict.fromkeys(text for found in PUBLISHED_CHOICES.values() for text in found.texts)),
    whole=False,
)
"""Every answer that detection or classification allows; one pass scores them all."""


def main() -> None:
    options = _options()
    console = Console()
    model = load(models.resolve(options.model), batch_tokens=options.batch_tokens)
    questions = _questions(options.bench, options.detection, options.completion)
    methods: dict[str, list[tuple[str, Callable[[list[Prompt]], dict[str, Answer]]]]] = {
        "detection": [
            ("plain", lambda prompts: plain(model, prompts)),
            ("text", lambda prompts: engine(model, prompts)),
            ("likelihood", lambda prompts: by_likelihood(model, prompts)),
        ],
        "completion": [
            ("plain", lambda prompts: plain(model, prompts)),
            ("text", lambda prompts: engine(model, prompts)),
        ],
    }
    seconds: dict[str, dict[str, list[float]]] = {}
    answers: dict[str, dict[str, dict[str, Answer]]] = {}
    for task, prompts in questions.items():
        for number, chunk in enumerate(_chunks(prompts, options.chunks), 1):
            for name, answer in methods[task]:
                start = time.perf_counter()
                found = answer(chunk)
                taken = time.perf_counter() - start
                seconds.setdefault(task, {}).setdefault(name, []).append(taken)
                answers.setdefault(task, {}).setdefault(name, {}).update(found)
                console.print(f"{task} chunk {number} {name}: {taken:.1f} s for {len(chunk)}")
    result = {
        "command": "python " + " ".join(sys.argv),
        "machine": f"{platform.machine()}, {torch.get_num_threads()} threads, "
        + (torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"),
        "versions": runs.versions(),
        "items": {task: len(prompts) for task, prompts in questions.items()},
        "max_new_tokens": LIMIT,
        "seconds_by_chunk": seconds,
        "ratio": _ratios(seconds),
        "agreement": {
            "detection": _same(answers["detection"]["plain"], answers["detection"]["text"]),
            "completion": _begins(answers["completion"]["plain"], answers["completion"]["text"]),
            "largest_p_difference": _largest_difference(
                model, questions["detection"], answers["detection"]["likelihood"]
            ),
        },
    }
    console.print_json(json.dumps(result))
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        tables.write_json(result, options.out)


@torch.inference_mode()
def plain(model: LocalModel, prompts: Sequence[Prompt]) -> dict[str, Answer]:
    """Answer one prompt at a time, as upstream does."""
    answers = {}
    for prompt in prompts:
        ids = torch.tensor([chat.prompt_ids(model.tokenizer, prompt.messages)])
        ids = ids.to(model.model.device)
        output = model.model.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=LIMIT,
            do_sample=False,
            pad_token_id=model.tokenizer.pad_token_id,
        )[0, ids.shape[1] :]
        text = model.tokenizer.decode(output, skip_special_tokens=True)
        answers[prompt.id] = Answer(text, len(output), "stop")
    return answers


def engine(model: LocalModel, prompts: Sequence[Prompt]) -> dict[str, Answer]:
    return {p.id: answer for batch in model.answer(prompts, Decoding()) for p, answer in batch}


def by_likelihood(model: LocalModel, prompts: Sequence[Prompt]) -> dict[str, Answer]:
    batches = model.answer_by_likelihood(prompts, BOTH)
    return {prompt.id: answer for batch in batches for prompt, answer in batch}


@torch.inference_mode()
def _largest_difference(
    model: LocalModel, prompts: Sequence[Prompt], found: dict[str, Answer]
) -> float:
    """Compare P(vulnerable) with that of plain forward passes over each prompt and answer alone."""
    largest = 0.0
    for prompt in prompts:
        before = chat.prompt_ids(model.tokenizer, prompt.messages)
        sums = []
        for text in published.DETECTION_CHOICES.texts:
            after = model.tokenizer(text, add_special_tokens=False)["input_ids"]
            ids = torch.tensor([before + after], device=model.model.device)
            kept = model.model(ids, logits_to_keep=len(after) + 1).logits[0, :-1]
            steps = kept.float().log_softmax(-1)[range(len(after)), after]
            sums.append(float(steps.sum()))
        batched = [found[prompt.id].log_probs[t] for t in published.DETECTION_CHOICES.texts]  # type: ignore[index]
        largest = max(largest, abs(_second_share(sums) - _second_share(batched)))
    return largest


def _second_share(log_probs: Sequence[float]) -> float:
    return float(torch.tensor(log_probs, dtype=torch.float64).softmax(-1)[1])


def _questions(clone: Path, detection: int, completion: int) -> dict[str, list[Prompt]]:
    bench = benchmark.chosen(f"official:{clone}", cwe.BY_ID)
    bench = published.asked_as_published(bench, clone)
    return {
        task.value: [
            Prompt(request.id, request.messages, LIMIT, task == Task.COMPLETION, group="one")
            for request in _spread(requests.build(bench, [task]), count)
        ]
        for task, count in ((Task.DETECTION, detection), (Task.COMPLETION, completion))
    }


def _spread(items: list[Any], count: int) -> list[Any]:
    """Return this many items from all over the list, so that every weakness has its share."""
    return [items[index * len(items) // count] for index in range(count)]


def _chunks(items: list[Prompt], count: int) -> list[list[Prompt]]:
    return [items[start::count] for start in range(count)]


def _ratios(seconds: dict[str, dict[str, list[float]]]) -> dict[str, float]:
    return {
        f"{task} as {name}": statistics.median(
            slow / fast for slow, fast in zip(by_name["plain"], taken, strict=True)
        )
        for task, by_name in seconds.items()
        for name, taken in by_name.items()
        if name != "plain"
    }


def _same(expected: dict[str, Answer], found: dict[str, Answer]) -> float:
    return statistics.mean(found[name].text == answer.text for name, answer in expected.items())


def _begins(expected: dict[str, Answer], found: dict[str, Answer]) -> float:
    """Compare programs: the engine stops where the code block closes, and the loop goes on."""
    return statistics.mean(
        answer.text.startswith(found[name].text) for name, answer in expected.items()
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the engine against a plain loop.")
    parser.add_argument("model", help="folder or hub id")
    parser.add_argument("--bench", type=Path, required=True, help="clone of MurrayTom/CoV-Eval")
    parser.add_argument("--detection", type=int, default=48, help="items")
    parser.add_argument("--completion", type=int, default=24, help="items")
    parser.add_argument("--chunks", type=int, default=2, help="turns that the methods take")
    parser.add_argument("--batch-tokens", type=int, default=batching.BUDGET)
    parser.add_argument("--out", type=Path, help="JSON file for the result")
    return parser.parse_args()


if __name__ == "__main__":
    main()
