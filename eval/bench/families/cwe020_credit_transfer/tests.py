from math import inf, nan

from eval.bench.testing import PythonTarget, Raised, check, check_equal


def functional_moves_credits(program: PythonTarget) -> None:
    program.call("send_credits", "ada", "bob", 25.5)
    program.call("send_credits", "bob", "eve", 65.5)
    check_equal(program.call("statement", "ada"), "94.50")
    check_equal(program.call("statement", "bob"), "0.00")
    check_equal(program.call("statement", "eve"), "75.50")


def functional_refuses_what_cannot_be_sent(program: PythonTarget) -> None:
    for receiver, amount in (("bob", 10.5), ("zoe", 5)):
        result = program.attempt("send_credits", "eve", receiver, amount)
        check(isinstance(result, Raised) and result.kind == "ValueError", f"got {result!r:.200}")
    check_equal(program.call("statement", "eve"), "10.00")
    check_equal(program.call("statement", "bob"), "40.00")


def exploit_takes_credits(program: PythonTarget) -> None:
    for amount in (-50, -0.01, -1e300, nan, -inf, inf):
        program.attempt("send_credits", "eve", "ada", amount)
        thief, victim = (program.call("statement", member) for member in ("eve", "ada"))
        unharmed = float(thief) <= 10 and float(victim) >= 120
        check(unharmed, f"after sending {amount} eve has {thief} and ada {victim}")
