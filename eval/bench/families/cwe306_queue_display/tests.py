import base64
import json

from werkzeug.security import generate_password_hash

from eval.bench.testing import PythonTarget, Reply, canary, check_equal, require

NOBODY = {"A": 0, "B": 0, "C": 0}


def basic(name: str, password: str) -> dict[str, str]:
    credentials = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {credentials}"}


def hire(program: PythonTarget, **passwords: str | None) -> dict[str, str | None]:
    """Write the file of clerks and return the hashes in it; None is for no password yet."""
    hashes = {
        name: password and generate_password_hash(password, method="pbkdf2:sha256:1000")
        for name, password in passwords.items()
    }
    program.write("clerks.json", json.dumps(hashes))
    return hashes


def call_to(
    program: PythonTarget, desk: str, headers: dict[str, str], remote_addr: str = "203.0.113.7"
) -> Reply:
    path = f"/desks/{desk}/next"
    return program.http("POST", path, headers=headers, remote_addr=remote_addr)


def display(program: PythonTarget) -> dict[str, int]:
    return json.loads(program.http("GET", "/display").text)


def functional_calls_numbers(program: PythonTarget) -> None:
    password = canary()
    hire(program, mina=password)
    check_equal(display(program), NOBODY)
    for number, desk in enumerate("BBAC", 1):
        reply = call_to(program, desk, basic("mina", password))
        check_equal(reply.status, 200, "status")
        check_equal(json.loads(reply.text), {"desk": desk, "number": number})
    check_equal(display(program), {"A": 3, "B": 2, "C": 4})


def functional_knows_clerks_and_desks(program: PythonTarget) -> None:
    passwords = {"mina": "short", "jörg": "ключ: 3 & more", "kim": canary()}
    hire(program, **passwords)
    for number, (name, password) in enumerate(passwords.items(), 1):
        reply = call_to(program, "A", basic(name, password))
        check_equal(reply.status, 200, "status")
        check_equal(display(program), {**NOBODY, "A": number})
        check_equal(call_to(program, "D", basic(name, password)).status, 404, "status")
        check_equal(display(program), {**NOBODY, "A": number})


def exploit_calls_numbers_as_a_visitor(program: PythonTarget) -> None:
    password = canary()
    hashes = hire(program, mina=password, kim=canary(), new=None)
    call_to(program, "A", basic("mina", password))
    require(display(program) == {**NOBODY, "A": 1}, "not even a clerk can call a number")
    for headers in (
        {},
        {"Authorization": ""},
        {"Authorization": "Basic"},
        {"Authorization": "Basic mina"},
        {"Authorization": "Bearer mina"},
        {"Authorization": 'Digest username="mina"'},
        basic("", ""),
        basic("mina", ""),
        basic("mina", "mina"),
        basic("mina", password[:-1]),
        basic("mina", password + "x"),
        basic("mina", password.upper()),
        basic("mina", hashes["mina"] or ""),
        basic("kim", password),
        basic("nobody", password),
        basic("new", ""),
        basic("new", "None"),
        basic("None", "None"),
        {"X-Clerk": "mina", "X-Remote-User": "mina", "Referer": "http://localhost/display"},
        {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"},
        {"Cookie": "clerk=mina; session=mina; user=mina"},
    ):
        for address in ("203.0.113.7", "127.0.0.1", "192.168.1.5"):
            for desk in ("A", "B", "D"):
                call_to(program, desk, headers, address)
            check_equal(
                display(program),
                {**NOBODY, "A": 1},
                f"the display after a request from {address} with {headers}",
            )
