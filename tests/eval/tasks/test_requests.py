from collections import Counter

import pytest

from coveval_train import prompts
from coveval_train.records import Label, Request, Task
from eval.bench import benchmark
from eval.bench.benchmark import Benchmark
from eval.bench.suite import Family
from eval.tasks import requests


@pytest.fixture(scope="module")
def bench(families: list[Family]) -> Benchmark:
    """Both splits, so that every family's prompts are looked at."""
    return benchmark.embedded(families)


def labels_of(bench: Benchmark) -> dict[str, Label]:
    return {program.id: program.label for program in bench.programs}


def prompt_of(request: Request) -> str:
    assert [message.role for message in request.messages] == ["user"]
    return request.messages[0].content


def test_completion_asks_once_for_each_family(eval_bench: Benchmark) -> None:
    built = requests.build(eval_bench, [Task.COMPLETION])
    assert [request.family for request in built] == list(eval_bench.families)


def test_repair_asks_about_every_vulnerable_program(eval_bench: Benchmark) -> None:
    labels = labels_of(eval_bench)
    asked = [request.item for request in requests.build(eval_bench, [Task.REPAIR])]
    assert asked == [item for item, label in labels.items() if label == Label.VULNERABLE]
    assert len(asked) >= len(eval_bench.families)


@pytest.mark.parametrize("task", [Task.DETECTION, Task.CLASSIFICATION])
def test_detection_and_classification_ask_about_every_program(
    task: Task, eval_bench: Benchmark
) -> None:
    asked = [request.item for request in requests.build(eval_bench, [task])]
    assert asked == list(labels_of(eval_bench))


def test_secure_and_vulnerable_programs_are_balanced(eval_bench: Benchmark) -> None:
    labels: dict[str, list[Label]] = {}
    for program in eval_bench.programs:
        labels.setdefault(program.family, []).append(program.label)
    assert len(labels) == len(eval_bench.families)
    for found in labels.values():
        assert found.count(Label.SECURE) == found.count(Label.VULNERABLE) >= 2


def test_ids_are_unique_over_all_tasks(bench: Benchmark) -> None:
    counted = Counter(request.id for request in requests.build(bench, requests.FOUR_TASKS))
    assert counted.most_common(1)[0][1] == 1


def test_tasks_come_in_the_order_asked_for(eval_bench: Benchmark) -> None:
    built = requests.build(eval_bench, [Task.REPAIR, Task.COMPLETION])
    assert list(dict.fromkeys(request.task for request in built)) == [Task.REPAIR, Task.COMPLETION]


def test_the_code_asked_about_is_in_the_prompt(bench: Benchmark) -> None:
    code = requests.input_code(bench)
    for request in requests.build(bench, requests.FOUR_TASKS):
        assert code[request.item] in prompt_of(request)


def test_no_prompt_names_the_family_or_the_file(bench: Benchmark) -> None:
    for request in requests.build(bench, requests.FOUR_TASKS):
        text = prompt_of(request)
        assert request.family not in text
        assert request.item not in text
        file = request.item.split("/")[1]
        assert f"{file}.py" not in text and f"{file}.c" not in text


@pytest.mark.parametrize("task", [Task.DETECTION, Task.CLASSIFICATION])
def test_apart_from_the_code_prompts_are_the_same_for_both_labels(
    task: Task, bench: Benchmark
) -> None:
    code = requests.input_code(bench)
    frames: dict[str, set[str]] = {}
    for request in requests.build(bench, [task]):
        frame = prompt_of(request).replace(code[request.item], "")
        frames.setdefault(request.language, set()).add(frame)
    assert {language: len(found) for language, found in frames.items()} == {"c": 1, "python": 1}


@pytest.mark.parametrize("task", [Task.COMPLETION, Task.DETECTION])
def test_prompts_of_completion_and_detection_name_no_weakness(task: Task, bench: Benchmark) -> None:
    for request in requests.build(bench, [task]):
        assert "cwe" not in prompt_of(request).lower()


def test_repair_names_the_weakness(bench: Benchmark) -> None:
    for request in requests.build(bench, [Task.REPAIR]):
        assert f"{request.cwe}," in prompt_of(request)


def test_requests_say_which_prompt_made_them(eval_bench: Benchmark) -> None:
    built = requests.build(eval_bench, Task)
    assert {request.prompt for request in built} <= prompts.fingerprints().keys()
