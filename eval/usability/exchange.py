"""The two ends of a call from a HumanEval test to a solution, which are in different processes.

The solution's end is loaded into the sandbox as the module under test (`load`, `answer`). The
test's end is run as a script by the host, outside the sandbox: it executes the package's test, and
`candidate` there is a function that asks the host for the solution's answer. Both ends run on the
standard library alone.

Values travel as JSON of which each list is a pair of a type's name and a content, so that a tuple
stays a tuple and a dict keeps its keys. An answer is believed to be nothing but a value: what is
compared with the expected one has one of Python's own types, whatever the solution made its own of.
"""

import base64
import importlib.util
import json
import numbers
import random
import reprlib
import sys
from typing import Any

TEST = "<test>"
COLLECTIONS = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


class Other:
    """Stands for an object of another type: as true, yielding the same, but equal to nothing."""

    def __init__(self, name: str, true: bool | None, items: list[Any] | None):
        self.name = name
        self.true = true
        self.items = items

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def __bool__(self) -> bool:
        if self.true is None:
            raise ValueError(f"{self.name} is neither true nor false")
        return self.true

    def __iter__(self):
        if self.items is None:
            raise TypeError(f"{self.name} is not iterable")
        return iter(self.items)


def encode(value: Any) -> Any:
    """Turn a value into JSON from which `decode` makes one that tests cannot tell from it.

    Of a class derived from one of Python's types, the value of that type is kept.
    """
    if value is None or isinstance(value, bool | str | int | float):
        return value
    for name, kind in COLLECTIONS.items():
        if isinstance(value, kind):
            return [name, [encode(item) for item in value]]
    if isinstance(value, dict):
        return ["dict", [[encode(key), encode(item)] for key, item in value.items()]]
    if isinstance(value, bytes | bytearray):
        return ["bytes", base64.b64encode(value).decode()]
    if isinstance(value, numbers.Number):
        return _number(value)
    name = type(value).__name__
    if type(value).__module__ == "numpy" and name in ("bool", "bool_"):
        # Like these numbers, it equals True or False, and is neither.
        return int(value)
    return ["other", [name, _truth(value), _items(value)]]


def _number(value: Any) -> Any:
    """Encode a number that is no int or float; those of numpy call themselves integral and real."""
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Rational):
        return ["Fraction", [int(value.numerator), int(value.denominator)]]
    if isinstance(value, numbers.Real):
        return float(value)
    if isinstance(value, numbers.Complex):
        return ["complex", [float(value.real), float(value.imag)]]
    # Python's Decimal, which calls itself no more than a number; others do not decode.
    return ["Decimal", str(value)]


def _truth(value: Any) -> bool | None:
    try:
        return bool(value)
    except Exception:  # noqa: BLE001
        # A numpy array has no truth, but a test may ask for its items.
        return None


def _items(value: Any) -> list[Any] | None:
    try:
        iterator = iter(value)
    except TypeError:
        return None
    return [encode(item) for item in iterator]


def decode(value: Any) -> Any:
    """Make the value that `encode` was given; raise for what it cannot have made."""
    if not isinstance(value, list):
        if isinstance(value, dict):
            raise ValueError("an object of JSON stands for no value")
        return value
    kind, content = value
    if kind in COLLECTIONS:
        return COLLECTIONS[kind](map(decode, content))
    if kind == "dict":
        return {decode(key): decode(item) for key, item in content}
    if kind == "bytes":
        return base64.b64decode(content)
    if kind == "complex":
        return complex(*content)
    if kind == "Fraction":
        from fractions import Fraction  # Rarely needed, and slow to import.

        numerator, denominator = content
        return Fraction(int(numerator), int(denominator))
    if kind == "Decimal":
        from decimal import Decimal

        return Decimal(content)
    if kind == "other":
        name, true, items = content
        return Other(name, true, items if items is None else [decode(item) for item in items])
    raise ValueError(f"{kind} is the name of no type")


def load(path: str, entry: str) -> None:
    """Import the solution, in the sandbox."""
    spec = importlib.util.spec_from_file_location("solution", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["solution"] = module
    spec.loader.exec_module(module)
    if not hasattr(module, entry):
        raise NameError(f"it defines no {entry}")


def answer(entry: str, arguments: str) -> str:
    """Call the solution, in the sandbox, with a tuple of arguments in JSON; return its value so."""
    function = getattr(sys.modules["solution"], entry)
    return json.dumps(encode(function(*decode(json.loads(arguments)))))


def main() -> None:
    """Run a test, outside the sandbox.

    The first line of the input is a JSON object with the ``reference``, source of what the test may
    call besides its candidate, and the ``test``. Each line of the output is an object too: the
    ``arguments`` of a call, to which the next line of the input is the answer in JSON, as a string;
    or, in the end, whether the test ``passed`` and a ``detail``.
    """
    job = json.loads(sys.stdin.readline())
    last = None

    def candidate(*arguments: Any) -> Any:
        nonlocal last
        _say({"arguments": json.dumps(encode(arguments))})
        last = decode(json.loads(json.loads(sys.stdin.readline())))
        return last

    # Two tests draw their inputs from the module's own generator: always the same ones.
    random.seed(0)
    names: dict[str, Any] = {"__name__": "humaneval"}
    exec(compile(job["reference"], "<reference>", "exec"), names)
    exec(compile(job["test"], TEST, "exec"), names)
    try:
        names["check"](candidate)
    except Exception as error:  # noqa: BLE001
        # The solution decides what comes back, so a test may trip over anything at all.
        line = _line(error, job["test"])
        what = f"{type(error).__name__} at '{line}', the answer was {reprlib.repr(last)}"
        _say({"passed": False, "detail": what})
    else:
        _say({"passed": True, "detail": ""})


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _line(error: Exception, test: str) -> str:
    """Return the line of the test at which an error arose."""
    step, number = error.__traceback__, 0
    while step:
        if step.tb_frame.f_code.co_filename == TEST:
            number = step.tb_lineno
        step = step.tb_next
    return test.splitlines()[number - 1].strip() if number else ""


if __name__ == "__main__":
    main()
