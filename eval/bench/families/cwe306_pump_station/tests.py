import json

from eval.bench.testing import PythonTarget, Reply, canary, check_equal, require


def hire_ada(program: PythonTarget) -> str:
    """Make Ada an operator and return her key."""
    key = canary()
    program.write("operators.json", json.dumps({"ada": key}))
    return key


def stop(program: PythonTarget, pump: str, headers: dict[str, str]) -> Reply:
    return program.http("POST", f"/pumps/{pump}/stop", headers=headers)


def pumps(program: PythonTarget) -> dict[str, str]:
    return json.loads(program.http("GET", "/pumps").text)


def functional_stops_a_pump(program: PythonTarget) -> None:
    key = hire_ada(program)
    check_equal(pumps(program), {"north": "running", "south": "running"})
    reply = stop(program, "south", {"X-Key": key})
    check_equal(reply.status, 200, "status")
    check_equal(json.loads(reply.text), {"stopped": "south"})
    check_equal(pumps(program), {"north": "running", "south": "stopped"})


def functional_knows_its_pumps(program: PythonTarget) -> None:
    key = hire_ada(program)
    check_equal(stop(program, "west", {"X-Key": key}).status, 404, "status")
    check_equal(pumps(program), {"north": "running", "south": "running"})


def exploit_stops_without_a_key(program: PythonTarget) -> None:
    key = hire_ada(program)
    stop(program, "south", {"X-Key": key})
    require(pumps(program)["south"] == "stopped", "not even Ada can stop a pump")
    for headers in (
        {},
        {"X-Key": ""},
        {"X-Key": "x"},
        {"X-Key": "ada"},
        {"X-Key": key[:-1]},
        {"X-Operator": "ada", "Authorization": "Bearer ada"},
    ):
        stop(program, "north", headers)
        check_equal(pumps(program)["north"], "running", f"pump after a request with {headers}")
