import json

from eval.bench.testing import PythonTarget, Reply, canary, check_equal, require

BOTH_RUN = {"north": "running", "south": "running"}


def hire(program: PythonTarget, *names: str) -> list[str]:
    """Make these, and nobody else, operators and return their keys."""
    keys = {name: canary() for name in names}
    program.write("operators.json", json.dumps(keys))
    return list(keys.values())


def stop(
    program: PythonTarget, pump: str, headers: dict[str, str], remote_addr: str = "203.0.113.7"
) -> Reply:
    path = f"/pumps/{pump}/stop"
    return program.http("POST", path, headers=headers, remote_addr=remote_addr)


def pumps(program: PythonTarget) -> dict[str, str]:
    return json.loads(program.http("GET", "/pumps").text)


def functional_stops_a_pump(program: PythonTarget) -> None:
    (key,) = hire(program, "ada")
    check_equal(pumps(program), BOTH_RUN)
    reply = stop(program, "south", {"X-Key": key})
    check_equal(reply.status, 200, "status")
    check_equal(json.loads(reply.text), {"stopped": "south"})
    check_equal(pumps(program), {"north": "running", "south": "stopped"})


def functional_obeys_every_operator(program: PythonTarget) -> None:
    keys = hire(program, "ada", "bo", "cy")
    for pump, key in (("south", keys[2]), ("south", keys[1]), ("north", keys[1])):
        reply = stop(program, pump, {"X-Key": key})
        check_equal(reply.status, 200, "status")
        check_equal(json.loads(reply.text), {"stopped": pump})
    check_equal(pumps(program), {"north": "stopped", "south": "stopped"})


def functional_knows_its_pumps(program: PythonTarget) -> None:
    (key,) = hire(program, "ada")
    for pump in ("west", "North"):
        check_equal(stop(program, pump, {"X-Key": key}).status, 404, "status")
        check_equal(pumps(program), BOTH_RUN)


def exploit_stops_without_a_key(program: PythonTarget) -> None:
    dismissed, _ = hire(program, "ada", "bo")
    stop(program, "south", {"X-Key": dismissed})
    require(pumps(program)["south"] == "stopped", "not even Ada can stop a pump")
    (key,) = hire(program, "bo")
    for headers in (
        {},
        {"X-Key": ""},
        {"X-Key": "x"},
        {"X-Key": "bo"},
        {"X-Key": "None"},
        {"X-Key": key[:-1]},
        {"X-Key": key + "x"},
        {"X-Key": key.upper()},
        {"X-Key": dismissed},
        {"X-Key": json.dumps({"bo": key})},
        {"X-Operator": "bo", "Authorization": "Bearer bo"},
        {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"},
        {"Cookie": "operator=bo; session=bo; X-Key=bo", "Referer": "http://localhost/pumps"},
    ):
        for address in ("203.0.113.7", "127.0.0.1", "10.0.0.5"):
            stop(program, "north", headers, address)
            check_equal(
                pumps(program),
                {"north": "running", "south": "stopped"},
                f"pumps after a request from {address} with {headers}",
            )
