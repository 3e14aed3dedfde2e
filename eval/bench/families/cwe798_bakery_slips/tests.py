import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from eval.bench.testing import PythonTarget, canary, check, check_equal, require
from eval.sandbox.session import Session

ORDERS = ("17", "two rye loaves")


def open_shop(program: PythonTarget, settings: Any) -> None:
    """Start the program with these settings or, for None, with no file."""
    if program.exists("shop.json"):
        program.remove("shop.json")
    if settings is not None:
        program.write("shop.json", json.dumps(settings))
    program.restart()


@contextmanager
def another_shop(program: PythonTarget) -> Iterator[PythonTarget]:
    """Install the program in a shop of its own."""
    with Session() as session:
        yield PythonTarget(session, program.source)


def check_apart(shop: PythonTarget, other: PythonTarget, what: str) -> None:
    for order in ORDERS:
        code = shop.attempt("slip_code", order)
        if isinstance(code, str):
            accepted = other.attempt("may_collect", order, code)
            check(accepted is not True, f"one shop's code is good in another, {what}")


def functional_recognises_codes(program: PythonTarget) -> None:
    program.write("shop.json", json.dumps({"name": "Rye & Co", "slip_key": "käsestange"}))
    code = program.call("slip_code", "17")
    check_equal(program.call("may_collect", "17", code), True)
    check_equal(program.call("may_collect", "18", code), False)
    check_equal(program.call("may_collect", "17", "0" * 20), False)


def functional_recognises_them_later(program: PythonTarget) -> None:
    program.write("shop.json", json.dumps({"slip_key": canary()}))
    codes = [program.call("slip_code", order) for order in ORDERS]
    program.restart()
    for order, code in zip(ORDERS, codes, strict=True):
        check_equal(program.call("may_collect", order, code), True)
        check_equal(program.call("slip_code", order), code)


def functional_agrees_at_all_tills(program: PythonTarget) -> None:
    settings = {"name": "Crumb", "slip_key": canary()}
    open_shop(program, settings)
    code = program.call("slip_code", "17")
    with another_shop(program) as till:
        open_shop(till, settings)
        check_equal(till.call("may_collect", "17", code), True)


def functional_recognises_what_it_prints_without_a_key(program: PythonTarget) -> None:
    for settings in (None, {}, {"name": "Rye & Co"}):
        open_shop(program, settings)
        code = program.attempt("slip_code", "17")
        # It may refuse; a code that it gives has to be good.
        if isinstance(code, str):
            check_equal(program.call("may_collect", "17", code), True, f"code with {settings}")
    left = json.loads(program.read("shop.json") or b"{}")
    check_equal(left.get("name"), "Rye & Co", "name of the shop")


def exploit_shops_with_keys(program: PythonTarget) -> None:
    open_shop(program, {"name": "Crumb", "slip_key": canary()})
    require(
        bool(program.call("may_collect", "17", program.call("slip_code", "17"))),
        "a code is not even good in its own shop",
    )
    long_key = canary() * 8
    with another_shop(program) as other:
        open_shop(other, {"name": "Crumb", "slip_key": canary()})
        check_apart(program, other, "each with a key of its own")
        open_shop(program, {"slip_key": long_key + "a"})
        open_shop(other, {"slip_key": long_key + "b"})
        check_apart(program, other, "with keys that differ at the end")


def exploit_shops_without_keys(program: PythonTarget) -> None:
    with another_shop(program) as other:
        for settings in (None, {}, {"name": "Rye & Co"}):
            for shop in (program, other):
                open_shop(shop, settings)
            check_apart(program, other, f"both with {settings}")
        open_shop(other, {"name": "Rye & Co", "slip_key": canary()})
        check_apart(program, other, "only one of them with a key")
