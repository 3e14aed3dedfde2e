"""What travels between a test and a solution, and what the tests make of it."""

import json
import random
import sys
from collections import Counter, OrderedDict, namedtuple
from collections.abc import Callable
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.usability import exchange, humaneval
from eval.usability.humaneval import Problem

PROBLEMS = humaneval.problems()
Pair = namedtuple("Pair", "x y")

atoms = (
    st.none()
    | st.booleans()
    | st.integers(-(10**400), 10**400)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=()))
    | st.binary()
    | st.complex_numbers(allow_nan=False)
    | st.fractions()
    | st.decimals(allow_nan=False)
)
keys = atoms | st.tuples(atoms, atoms) | st.frozensets(atoms)
values = st.recursive(
    keys,
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(keys, inner, max_size=4)
        | st.sets(keys, max_size=4)
    ),
    max_leaves=12,
)


class Colour(IntEnum):
    RED = 1


class Agreeable:
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class AgreeableList(list[int]):
    def __eq__(self, other: object) -> bool:
        return True


def travelled(value: Any) -> Any:
    return exchange.decode(json.loads(json.dumps(exchange.encode(value))))


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal and of the same types, all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    return (one == other and repr(one) == repr(other)) or isinstance(one, set | frozenset)


@given(values)
def test_values_of_pythons_own_types_arrive_as_they_were(value: Any) -> None:
    assert travelled(value) == value
    assert same(travelled(value), value)


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        (Counter("aab"), {"a": 2, "b": 1}),
        (OrderedDict(a=1), {"a": 1}),
        (Pair(1, 2), (1, 2)),
        (Colour.RED, 1),
        (np.float64(0.1), 0.1),
        (np.int64(7), 7),
        (np.bool_(True), 1),
        (AgreeableList([1]), [1]),
        (bytearray(b"a"), b"a"),
    ],
)
def test_of_a_derived_class_the_value_arrives(value: Any, arrives: Any) -> None:
    assert same(travelled(value), arrives)


def test_a_number_of_numpys_own_equals_true_and_is_not_true() -> None:
    assert travelled(np.bool_(True)) == True  # noqa: E712
    assert travelled(np.bool_(True)) is not True


@pytest.mark.parametrize("value", [Agreeable(), object(), int, len, range(3), iter([1])])
def test_an_object_of_another_type_equals_nothing(value: Any) -> None:
    arrived = travelled(value)
    assert not any(arrived == other for other in (1, [0, 1, 2], [1], None, True))
    assert bool(arrived) is bool(value)


@pytest.mark.parametrize(
    "value", [range(3), map(int, "012"), np.array([0, 1, 2]), {0: 0, 1: 0, 2: 0}.keys()]
)
def test_what_can_be_iterated_still_can(value: Any) -> None:
    assert tuple(travelled(value)) == (0, 1, 2)


def test_what_cannot_be_iterated_or_is_neither_true_nor_false_still_is_so() -> None:
    with pytest.raises(TypeError, match="not iterable"):
        tuple(travelled(object()))
    with pytest.raises(ValueError, match="neither true nor false"):
        bool(travelled(np.array([0, 1])))


@pytest.mark.parametrize(
    "forged",
    [
        {"passed": True},
        [],
        ["list"],
        ["list", 1],
        ["eval", "1"],
        ["builtins.object", []],
        [["list"], []],
        ["dict", [[["list", []], 1]]],
        ["other", ["x"]],
        ["Fraction", [1, 0]],
        ["Fraction", ["1e999999999"]],
        ["Decimal", "one"],
        ["bytes", "\ud800"],
        ["set", [["list", []]]],
    ],
)
def test_what_no_value_is_encoded_as_is_refused(forged: Any) -> None:
    with pytest.raises((ValueError, TypeError, ArithmeticError)):
        exchange.decode(forged)


def reference(problem: Problem) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(problem.prompt + problem.canonical_solution + "\n" + problem.test, names)
    return names


def accepts(problem: Problem, solution: Callable[..., Any]) -> bool:
    """Whether the package's own test accepts a trusted function, its values having travelled."""
    random.seed(0)
    try:
        reference(problem)["check"](lambda *given: travelled(solution(*travelled(given))))
    except Exception:  # noqa: BLE001
        return False
    return True


def test_arguments_and_results_of_every_problem_survive() -> None:
    for problem in PROBLEMS:
        solution = reference(problem)[problem.entry_point]
        seen: list[Any] = []
        assert accepts(problem, recorded(solution, seen)), problem.task_id
        assert seen
        assert all(same(travelled(value), value) for value in seen), problem.task_id


def recorded(solution: Callable[..., Any], seen: list[Any]) -> Callable[..., Any]:
    """Return a solution that notes its arguments and its results."""

    def record(*given: Any) -> Any:
        seen.extend((given, solution(*given)))
        return seen[-1]

    return record


def fail(*given: Any) -> Any:
    raise ArithmeticError


WRONG = {
    "returns nothing": lambda *given: None,
    "returns its first argument": lambda *given: given[0],
    "raises": fail,
    "returns what equals everything": lambda *given: Agreeable(),
    "returns true": lambda *given: True,
    "returns an empty list": lambda *given: [],
    "returns no number": lambda *given: float("nan"),
}


@pytest.mark.parametrize("how", WRONG)
def test_no_problem_accepts_a_function_that(how: str) -> None:
    assert [problem.task_id for problem in PROBLEMS if accepts(problem, WRONG[how])] == []


def test_the_solutions_end_needs_nothing_but_the_standard_library() -> None:
    lines = Path(exchange.__file__).read_text().splitlines()
    imports = [line.split()[1] for line in lines if line.lstrip().startswith(("import ", "from "))]
    assert imports
    assert {name.split(".")[0] for name in imports} <= sys.stdlib_module_names


def test_decimals_and_fractions_equal_what_they_equalled() -> None:
    assert travelled(Decimal("0.5")) == 0.5
    assert travelled(Fraction(1, 2)) == 0.5
    assert travelled(Decimal("0.1")) != 0.1
