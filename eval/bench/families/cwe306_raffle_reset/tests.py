import base64
import json
from typing import Any

from eval.bench.testing import PythonTarget, canary, check_equal, require

FORGED = base64.urlsafe_b64encode(b'{"organiser":true}').decode().rstrip("=")


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
    for number in (1, 2):
        reply = program.http("POST", "/tickets", form={"name": "Ines"}, client="Ines")
        check_equal(json.loads(reply.text), {"number": number})
    reply = program.http("DELETE", "/tickets", client="organiser")
    check_equal(json.loads(reply.text), {"removed": 2})


def exploit_clears_as_a_visitor(program: PythonTarget) -> None:
    open_fair(program)
    program.http("DELETE", "/tickets", client="organiser")
    require(taken(program) == 0, "not even an organiser can clear the tickets")
    program.http("POST", "/tickets", form={"name": "Ines"}, client="Ines")
    program.http("POST", "/organisers", form={"code": "guess"}, client="guesser")
    program.http("POST", "/organisers", form={"code": ""}, client="guesser")
    claim = {"organiser": "True", "code": "guess"}
    requests: tuple[dict[str, Any], ...] = (
        {"client": "Ines"},
        {"client": "newcomer"},
        {"client": "guesser"},
        {"client": "guesser", "form": claim, "query": claim, "headers": claim},
        {"client": "guesser", "json": {"organiser": True}},
        {"client": "guesser", "headers": {"Authorization": "Basic Z3Vlc3M6Z3Vlc3M="}},
        {"headers": {"Cookie": "session=x"}},
        {"headers": {"Cookie": f"session={FORGED}; organiser=True; code=guess"}},
        {"headers": {"Cookie": f"session={FORGED}.aKxQ2w.{'A' * 27}"}},
        {"headers": {"Referer": "http://localhost/organisers", "Origin": "http://localhost"}},
        {"headers": {"X-Requested-With": "XMLHttpRequest", "X-Forwarded-For": "127.0.0.1"}},
        {"remote_addr": "127.0.0.1"},
    )
    for request in requests:
        program.http("DELETE", "/tickets", **request)
        check_equal(taken(program), 1, f"tickets after a visitor's request with {request}")
