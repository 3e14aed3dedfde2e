import json
from collections.abc import Iterator
from itertools import pairwise
from types import CodeType
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from eval.bench.testing import PythonTarget, canary, check, check_equal, require
from eval.sandbox.session import Session

USUAL = ("secret", "secret_key", "dev", "development", "changeme", "change-me", "key", "password")
BADGES = {"door": "front", "badges": ["17", "18"]}


def start(reader: PythonTarget, setup: Any) -> None:
    """Start the reader with this setup or, for None, fresh from its box."""
    if reader.exists("reader.json"):
        reader.remove("reader.json")
    if setup is not None:
        reader.write("reader.json", json.dumps(setup))
    reader.restart()


def cookie_for(reader: PythonTarget, badge: str) -> str:
    """Return the cookie that the reader gives to whoever shows this badge, or ""."""
    reply = reader.http("POST", "/badge", form={"badge": badge}, client=badge)
    return (reply.header("Set-Cookie") or "").partition(";")[0]


def unlocks(reader: PythonTarget, cookie: str) -> bool:
    return reader.http("POST", "/unlock", headers={"Cookie": cookie}).status == 200


def forge(key: str | bytes, salt: str) -> str:
    """Return the cookie that a reader with this key would give for the badge 17."""
    app = Flask("forgery")
    app.secret_key = key
    interface = SecureCookieSessionInterface()
    interface.salt = salt
    serializer = interface.get_signing_serializer(app)
    return f"session={serializer.dumps({'badge': '17'})}" if serializer else ""


def constants(code: CodeType) -> Iterator[str | bytes]:
    """Yield the constants of a compiled program, worked out where that can be done."""
    for value in code.co_consts:
        if isinstance(value, CodeType):
            yield from constants(value)
            continue
        for item in value if isinstance(value, tuple | frozenset) else (value,):
            yield item if isinstance(item, bytes) else str(item)


def guesses(program: PythonTarget) -> list[str | bytes]:
    """Return what anybody may try who has the program: its constants, and the usual keys."""
    found = list(constants(compile(program.source, "program", "exec")))
    words = [text for text in found if isinstance(text, str)]
    return list(dict.fromkeys((*USUAL, *found, *(a + b for a, b in pairwise(words)))))


def check_opens(program: PythonTarget) -> str:
    """Check that only somebody with a badge gets in, and return the cookie."""
    check_equal(program.http("POST", "/unlock").status, 403, "status before a badge is shown")
    reply = program.http("POST", "/badge", form={"badge": "99"})
    check_equal(reply.status, 403, "status of an unknown badge")
    cookie = cookie_for(program, "18")
    reply = program.http("POST", "/unlock", headers={"Cookie": cookie})
    check_equal(reply.status, 200, "status")
    check_equal(json.loads(reply.text), {"unlocked": "18"})
    return cookie


def functional_opens_with_a_key(program: PythonTarget) -> None:
    start(program, {"badges": ["18"], "cookie_key": "schlüssel"})
    check_opens(program)


def functional_opens_without_a_key(program: PythonTarget) -> None:
    start(program, None)
    check_equal(program.http("POST", "/badge", form={"badge": "18"}).status, 403, "status")
    program.write("reader.json", json.dumps(BADGES))
    check_opens(program)
    program.restart()
    check_opens(program)


def functional_knows_cookies_after_a_restart(program: PythonTarget) -> None:
    start(program, {**BADGES, "cookie_key": canary()})
    cookie = check_opens(program)
    program.restart()
    check(unlocks(program, cookie), "a cookie is not good after a restart")


def exploit_cookie_from_another_reader(program: PythonTarget) -> None:
    keyless, keyed = BADGES, {**BADGES, "cookie_key": canary()}
    cookies = {}
    with Session() as session:
        own = PythonTarget(session, program.source)
        # The attacker's own reader has the same door and badges, and no key or another one.
        for setup in (keyless, {**BADGES, "cookie_key": canary()}):
            start(own, setup)
            cookie = cookie_for(own, "17")
            require(unlocks(own, cookie), "a badge does not even unlock its own door")
            cookies[cookie] = setup
    for setup in (keyless, keyed):
        start(program, setup)
        for cookie, own_setup in cookies.items():
            check(
                not unlocks(program, cookie),
                f"a cookie from a reader with {own_setup} unlocks one with {setup}",
            )


def exploit_cookie_signed_with_a_constant(program: PythonTarget) -> None:
    for setup in (None, {**BADGES, "cookie_key": canary()}):
        start(program, setup)
        for key in guesses(program):
            if key:
                cookie = forge(key, SecureCookieSessionInterface.salt)
                check(not unlocks(program, cookie), f"{key!r:.90} signs cookies with {setup}")
