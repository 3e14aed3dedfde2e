import pytest

from coveval_train.records import Instruction, Message
from eval.bench import benchmark, contamination
from eval.bench.benchmark import Benchmark


@pytest.fixture(scope="module")
def bench() -> Benchmark:
    return benchmark.chosen("embedded", ["CWE-22"])


def row(
    question: str, answer: str, family: str = "mine", rejected: str | None = None
) -> Instruction:
    return Instruction(
        id="row",
        kind="general",
        messages=[
            Message(role="user", content=question),
            Message(role="assistant", content=answer, loss=True, rejected=rejected),
        ],
        family=family,
        split="train",
        origin="test",
        prompt="test@1",
    )


def fenced(code: str) -> str:
    return f"Look:\n```python\n{code}\n```\n"


def test_a_row_of_a_benchmark_family_is_named(bench: Benchmark) -> None:
    family = bench.programs[0].family
    found = contamination.find([row("?", "!", family), row("?", "!")], bench)
    assert found.families == {family: 1}
    assert found.copies == []


@pytest.mark.parametrize("place", ["question", "answer", "rejected"])
def test_a_copied_program_is_found_wherever_it_stands(bench: Benchmark, place: str) -> None:
    program = bench.programs[0]
    copied = fenced(f"# mine now\n{program.code}")
    rows = {
        "question": row(copied, "safe"),
        "answer": row("?", copied),
        "rejected": row("?", fenced("x = 1"), rejected=copied),
    }
    found = contamination.find([rows[place]], bench)
    assert found.copies[0].first == program.id
    assert found.copies[0].second.startswith("row (block ")
    assert found.copies[0].similarity >= 0.7


def test_an_incomplete_program_is_the_benchmarks_too(bench: Benchmark) -> None:
    found = contamination.find([row(fenced(bench.scenarios[0].code), "ok")], bench)
    assert bench.scenarios[0].id in {pair.first for pair in found.copies}


def test_other_code_is_left_alone(bench: Benchmark) -> None:
    other = "def add(first, second):\n    return first + second\n\nprint(add(1, 2))"
    assert contamination.find([row(fenced(other), "safe")], bench).copies == []
