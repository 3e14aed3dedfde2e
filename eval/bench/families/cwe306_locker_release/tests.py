import hashlib
import hmac
import json

from eval.bench.testing import PythonTarget, canary, check_equal, require

LOCKED = {"1": "locked", "2": "locked", "12": "locked"}


def doors(program: PythonTarget) -> dict[str, str]:
    return json.loads(program.http("GET", "/lockers").text)


def seal_with(key: bytes, locker: str) -> str:
    return hmac.new(key, locker.encode(), hashlib.sha256).hexdigest()


def functional_releases_a_locker(program: PythonTarget) -> None:
    program.write("link.key", canary())
    check_equal(doors(program), LOCKED)
    reply = program.http("GET", program.call("link_for", "2"))
    check_equal(reply.status, 200, "status")
    check_equal(json.loads(reply.text), {"released": "2"})
    check_equal(doors(program), {**LOCKED, "2": "unlocked"})


def functional_releases_every_locker(program: PythonTarget) -> None:
    program.write("link.key", b"\x00\xff\x80 any bytes \n")
    for locker in ("12", "1", "2", "1"):
        reply = program.http("GET", program.call("link_for", locker))
        check_equal(reply.status, 200, "status")
        check_equal(json.loads(reply.text), {"released": locker})
        check_equal(doors(program)[locker], "unlocked", "the door")
    check_equal(doors(program), dict.fromkeys(LOCKED, "unlocked"))


def functional_knows_its_lockers(program: PythonTarget) -> None:
    program.write("link.key", canary())
    for locker in ("3", "01"):
        check_equal(program.http("GET", program.call("link_for", locker)).status, 404, "status")
        check_equal(doors(program), LOCKED)


def exploit_releases_without_the_link(program: PythonTarget) -> None:
    key = canary().encode()
    program.write("link.key", key)
    program.http("GET", program.call("link_for", "2"))
    doors_now = {**LOCKED, "2": "unlocked"}
    require(doors(program) == doors_now, "not even the link releases a locker")
    seal = seal_with(key, "1")
    queries: tuple[dict[str, str] | None, ...] = (
        None,
        {"seal": ""},
        {"seal": "x"},
        {"seal": "0" * 64},
        {"seal": "None"},
        {"seal": "1"},
        {"seal": "seal"},
        {"seal": "release"},
        {"seal": seal[:8]},
        {"seal": seal[:-1]},
        {"seal": seal[1:]},
        {"seal": seal[1:] + seal[0]},
        {"seal": seal + "0"},
        {"seal": seal_with(key, "2")},
        {"seal": seal_with(key, "12")},
        {"seal": seal_with(key, "3")},
        {"seal": seal_with(key, "")},
        {"seal": seal_with(b"", "1")},
        {"seal": hashlib.sha256(b"1").hexdigest()},
        {"locker": "2", "seal": seal_with(key, "2")},
        {"sealed": "true", "valid": "1", "admin": "1"},
    )
    for query in queries:
        for headers, address in (
            ({}, "203.0.113.7"),
            ({"X-Forwarded-For": "127.0.0.1", "Cookie": "seal=1"}, "127.0.0.1"),
            ({"Referer": "http://localhost/lockers", "X-Seal": "1"}, "10.0.0.5"),
        ):
            program.http(
                "GET", "/lockers/1/release", query=query, headers=headers, remote_addr=address
            )
            check_equal(
                doors(program), doors_now, f"the doors after {query} and {headers} from {address}"
            )
