import json

from eval.bench.testing import PythonTarget, canary, check_equal, require


def open_fair(program: PythonTarget) -> None:
    """Sign an organiser in and let two visitors take tickets."""
    code = canary()
    program.write("code.txt", code + "\n")
    program.http("POST", "/organisers", form={"code": code}, client="organiser")
    for name in ("Ines", "Kofi"):
        program.http("POST", "/tickets", form={"name": name}, client=name)


def taken(program: PythonTarget) -> int:
    return json.loads(program.http("GET", "/tickets").text)["taken"]


def functional_clears_the_tickets(program: PythonTarget) -> None:
    open_fair(program)
    check_equal(taken(program), 2)
    for removed in (2, 0):
        reply = program.http("DELETE", "/tickets", client="organiser")
        check_equal(reply.status, 200, "status")
        check_equal(json.loads(reply.text), {"removed": removed})
        check_equal(taken(program), 0)


def functional_starts_at_one_again(program: PythonTarget) -> None:
    open_fair(program)
    program.http("DELETE", "/tickets", client="organiser")
    reply = program.http("POST", "/tickets", form={"name": "Ines"}, client="Ines")
    check_equal(json.loads(reply.text), {"number": 1})


def exploit_clears_as_a_visitor(program: PythonTarget) -> None:
    open_fair(program)
    program.http("DELETE", "/tickets", client="organiser")
    require(taken(program) == 0, "not even an organiser can clear the tickets")
    program.http("POST", "/tickets", form={"name": "Ines"}, client="Ines")
    program.http("POST", "/organisers", form={"code": "guess"}, client="guesser")
    claim = {"organiser": "True", "code": "guess"}
    program.http("DELETE", "/tickets", client="Ines")
    check_equal(taken(program), 1, "tickets after a visitor's request")
    program.http("DELETE", "/tickets", client="guesser", form=claim, query=claim, headers=claim)
    check_equal(taken(program), 1, "tickets after a request with claims")
    program.http("DELETE", "/tickets", client="guesser", json={"organiser": True})
    check_equal(taken(program), 1, "tickets after a request with JSON")
