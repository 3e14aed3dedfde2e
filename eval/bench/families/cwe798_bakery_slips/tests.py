import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from eval.bench.testing import PythonTarget, canary, check, check_equal, require
from eval.sandbox.session import Session


@contextmanager
def another_shop(program: PythonTarget, settings: Any) -> Iterator[PythonTarget]:
    """Install the program in a shop of its own, with these settings or, for None, no file."""
    with Session() as session:
        shop = PythonTarget(session, program.source)
        if settings is not None:
            shop.write("shop.json", json.dumps(settings))
        yield shop


def check_apart(program: PythonTarget, settings: Any, other_settings: Any) -> None:
    with another_shop(program, settings) as shop, another_shop(program, other_settings) as other:
        for order in ("17", "two rye loaves"):
            code = shop.attempt("slip_code", order)
            if isinstance(code, str):
                accepted = other.attempt("may_collect", order, code)
                check(accepted is not True, f"one shop's code is good in another with {settings}")


def functional_recognises_codes(program: PythonTarget) -> None:
    program.write("shop.json", json.dumps({"name": "Rye & Co", "slip_key": "käsestange"}))
    code = program.call("slip_code", "17")
    check_equal(program.call("may_collect", "17", code), True)
    check_equal(program.call("may_collect", "18", code), False)
    check_equal(program.call("may_collect", "17", "0" * 20), False)


def functional_recognises_them_later(program: PythonTarget) -> None:
    program.write("shop.json", json.dumps({"slip_key": canary()}))
    codes = [program.call("slip_code", order) for order in ("17", "18")]
    program.restart()
    for order, code in zip(("17", "18"), codes, strict=True):
        check_equal(program.call("may_collect", order, code), True)
        check_equal(program.call("slip_code", order), code)


def exploit_shops_with_keys(program: PythonTarget) -> None:
    with another_shop(program, {"slip_key": canary()}) as shop:
        require(
            bool(shop.call("may_collect", "17", shop.call("slip_code", "17"))),
            "a code is not even good in its own shop",
        )
    check_apart(program, {"slip_key": canary()}, {"slip_key": canary()})


def exploit_shops_without_keys(program: PythonTarget) -> None:
    check_apart(program, None, None)
    check_apart(program, {"name": "Rye & Co"}, {"name": "Crumb"})
