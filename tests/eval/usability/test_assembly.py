import pytest

from eval.usability import humaneval
from eval.usability.assembly import assemble
from eval.usability.humaneval import Problem

PROBLEMS = humaneval.problems()
TYPED, PLAIN, FIND_ZERO = PROBLEMS[0], PROBLEMS[53], PROBLEMS[32]
# These import types without need, or define a text or a helper for the test alone.
PRELUDE_UNUSED = {f"HumanEval/{number}" for number in (11, 19, 50, 64)}
WHOLE = "def add(x, y):\n    return x + y\n"


def fenced(code: str, language: str = "python") -> str:
    return f"Here it is:\n\n```{language}\n{code}```\n\nIt adds."


def whole(problem: Problem) -> str:
    return problem.prompt + problem.canonical_solution


def test_a_whole_program_is_taken_as_it_is() -> None:
    for problem in PROBLEMS:
        found = assemble(problem, fenced(whole(problem)))
        assert (found.code, found.how) == (whole(problem), "fenced")


def test_a_bare_body_continues_the_prompt() -> None:
    for problem in PROBLEMS:
        body = problem.canonical_solution
        for text, how in ((fenced(body), "fenced"), (body, "no fence")):
            found = assemble(problem, text)
            assert found.code == whole(problem)
            assert found.how == f"{how}, body joined to the prompt"


def test_the_function_alone_gets_the_prelude_if_it_uses_it() -> None:
    for problem in PROBLEMS:
        function = whole(problem).removeprefix(problem.prelude)
        found = assemble(problem, fenced(function))
        if problem.prelude.strip() and problem.task_id not in PRELUDE_UNUSED:
            assert (found.code, found.how) == (problem.prelude + function, "fenced, prelude added")
        else:
            assert (found.code, found.how) == (function, "fenced")


def test_a_helper_of_the_prompt_is_put_in_front_with_the_imports_it_needs() -> None:
    code = "def find_zero(xs):\n    return next(x for x in range(9) if poly(xs, x) == 0)\n"
    found = assemble(FIND_ZERO, fenced(code))
    assert found.code == FIND_ZERO.prelude + code
    assert "import math" in FIND_ZERO.prelude


def test_a_helper_that_the_program_defines_itself_stays_the_only_one() -> None:
    code = "def poly(a, x):\n    return 0\n\ndef find_zero(xs):\n    return poly(xs, 1)\n"
    assert assemble(FIND_ZERO, fenced(code)).code == code


def test_a_program_that_needs_nothing_of_the_prompt_is_left_alone() -> None:
    code = "def has_close_elements(numbers, threshold):\n    return False\n"
    found = assemble(TYPED, fenced(code))
    assert (found.code, found.how) == (code, "fenced")


@pytest.mark.parametrize(
    "start",
    [
        "from typing import List\n",
        "from typing import *\n",
        "try:\n    List = list\nfinally: ...\n",
    ],
)
def test_a_program_with_imports_of_its_own_means_the_same_afterwards(start: str) -> None:
    code = f"{start}def has_close_elements(numbers: List, threshold):\n    return List\n"
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    exec(code, before)
    exec(assemble(TYPED, fenced(code)).code or "", after)
    assert before["List"] is after["List"]


def test_imports_from_the_future_stay_first() -> None:
    code = (
        '"""Numbers."""\nfrom __future__ import annotations\n'
        "def has_close_elements(numbers, threshold) -> bool:\n    return List[0]\n"
    )
    found = assemble(TYPED, fenced(code))
    assert found.how == "fenced, prelude added"
    compile(found.code or "", "", "exec")


def test_prose_without_code_is_no_code() -> None:
    found = assemble(PLAIN, "I cannot help with that.")
    assert (found.code, found.how) == (None, "no code")


def test_prose_that_is_indented_is_no_body() -> None:
    assert assemble(PLAIN, "    The sum of both is returned.").code is None


@pytest.mark.parametrize(
    "code",
    [
        "def plus(x, y):\n    return x + y\n",
        "return x + y\n",
        "def add(x, y) return x + y\n",
        "class Solution:\n    def add(self, x, y):\n        return x + y\n",
        "    def add(x, y):\n        return x + y\n",
        "",
        "\0",
        "\ud800",
        "(" * 5000,
        "-" * 200_000 + "1",
    ],
)
def test_what_is_neither_a_program_nor_a_body_is_left_as_it_is(code: str) -> None:
    found = assemble(PLAIN, fenced(code + "\n"))
    assert (found.code, found.how) == (code + "\n", "fenced")


def test_only_the_first_code_block_counts() -> None:
    assert assemble(PLAIN, fenced(WHOLE) + fenced("print(add(1, 2))\n")).code == WHOLE


def test_an_answer_cut_short_is_judged_as_far_as_it_goes() -> None:
    found = assemble(PLAIN, f"```python\n{WHOLE}")
    assert (found.code, found.how) == (WHOLE, "fence left open")
