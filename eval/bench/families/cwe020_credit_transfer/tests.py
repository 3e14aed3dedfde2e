from math import inf, nan
from typing import Any

from eval.bench.testing import PythonTarget, check, check_equal, check_raised, require


def functional_moves_credits(program: PythonTarget) -> None:
    program.call("send_credits", "ada", "bob", 25.5)
    program.call("send_credits", "bob", "eve", 65.5)
    check_equal(program.call("statement", "ada"), "94.50")
    check_equal(program.call("statement", "bob"), "0.00")
    check_equal(program.call("statement", "eve"), "75.50")


def functional_moves_whole_and_small_amounts(program: PythonTarget) -> None:
    program.call("send_credits", "ada", "eve", 1)
    program.call("send_credits", "ada", "eve", 0.25)
    program.call("send_credits", "bob", "eve", 40)
    program.call("send_credits", "eve", "bob", 0.01)
    check_equal(program.call("statement", "ada"), "118.75")
    check_equal(program.call("statement", "bob"), "0.01")
    check_equal(program.call("statement", "eve"), "51.24")


def functional_refuses_what_cannot_be_sent(program: PythonTarget) -> None:
    for receiver, amount in (("bob", 10.5), ("bob", 10.01), ("bob", 120), ("zoe", 5), ("", 1)):
        result = program.attempt("send_credits", "eve", receiver, amount)
        check_raised(result, "ValueError")
    check_equal(program.call("statement", "eve"), "10.00")
    check_equal(program.call("statement", "bob"), "40.00")
    check_equal(program.call("statement", "ada"), "120.00")


def credits(program: PythonTarget, member: str) -> float:
    statement = program.attempt("statement", member)
    check(isinstance(statement, str), f"{member}'s account shows {statement!r:.80}")
    return float(statement)


def send(program: PythonTarget, receiver: Any, amount: Any) -> None:
    """Let eve, who has 10 credits, send an amount; check that nobody but her loses by it."""
    program.attempt("send_credits", "eve", receiver, amount)
    thief, ada, bob = (credits(program, member) for member in ("eve", "ada", "bob"))
    unharmed = thief <= 10 and ada >= 120 and bob >= 40 and thief + ada + bob <= 170
    check(unharmed, f"after {amount!r:.40} to {receiver!r:.40}: eve {thief}, ada {ada}, bob {bob}")


def exploit_takes_credits(program: PythonTarget) -> None:
    for amount in (-5, -10, -50, -120, -0.01, -1e-9, -1e300, -(10**40), -inf):
        send(program, "ada", amount)
        send(program, "bob", amount)
    for _ in range(20):
        send(program, "ada", -0.004)


def exploit_takes_from_an_empty_account(program: PythonTarget) -> None:
    """What is too little to show in a balance of 10 must not come off a balance of 0 either."""
    program.attempt("send_credits", "bob", "ada", 40)
    require(program.attempt("statement", "bob") == "0.00", "bob's account is not empty")
    for amount in (-8e-16, -5e-324, -1e-9, -0.01, -1):
        program.attempt("send_credits", "eve", "bob", amount)
        shown = program.attempt("statement", "bob")
        check(shown == "0.00", f"bob's account shows {shown!r:.80} after {amount}")


def exploit_sends_what_is_no_amount(program: PythonTarget) -> None:
    for amount in (nan, inf, 1e308, 10**400, "nan", "-5", "inf", None, [], [-5], {}, "", "ada"):
        send(program, "ada", amount)
        send(program, "eve", amount)
    for receiver in (None, 5, [], ["ada"], "eve ", "Ada"):
        send(program, receiver, 1)
        send(program, receiver, -1)


def exploit_sends_to_oneself(program: PythonTarget) -> None:
    program.attempt("send_credits", "ada", "bob", 0)
    require(credits(program, "eve") == 10, "eve does not have her credits")
    for amount in (1, 10, 0.5, 9.99, 2.5):
        send(program, "eve", amount)
