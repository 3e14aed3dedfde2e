from typing import Any

import pytest

from eval.bench import targets
from eval.bench.targets import (
    BuildFailed,
    CandidateLost,
    CandidateRaised,
    PythonTarget,
    Raised,
)
from eval.bench.testing import CheckFailed, check_raised
from eval.sandbox.session import Session

SHOP = """
from flask import Flask, request, session
app = Flask(__name__)
app.secret_key = "key"

@app.route("/visits", methods=["GET", "POST"])
def visits():
    session["visits"] = session.get("visits", 0) + 1
    return str(session["visits"])

@app.post("/echo")
def echo():
    upload = request.files.get("upload")
    return {
        "query": request.args, "form": request.form, "json": request.get_json(silent=True),
        "upload": [upload.filename, upload.read().hex()] if upload else None,
        "agent": request.headers.get("X-Agent"), "address": request.remote_addr,
    }
"""


def test_values_keep_their_exact_types(session: Session) -> None:
    program = PythonTarget(session, "def echo(*args, **kwargs): return [list(args), kwargs]")
    values: list[Any] = [True, 1, 1.0, "1", None, b"1\xff", [0, False], {"a": {"b": b""}}, "é\0"]
    # repr tells True from 1 and 1 from 1.0, which are equal.
    assert repr(program.call("echo", *values, key=b"k")) == repr([values, {"key": b"k"}])


def test_tuples_and_byte_arrays_arrive_as_lists_and_bytes(session: Session) -> None:
    program = PythonTarget(session, "def give(): return (1, (2, bytearray(b'3')))")
    assert program.call("give") == [1, [2, b"3"]]


def test_what_json_cannot_hold_is_described(session: Session) -> None:
    code = "import pathlib\ndef give(): return [{1: 2}, {3}, pathlib.PurePosixPath('a')]"
    assert PythonTarget(session, code).call("give") == [
        {"__object__": "dict", "text": "{1: 2}"},
        {"__object__": "set", "text": "{3}"},
        {"__object__": "PurePosixPath", "text": "a"},
    ]


def test_a_subclass_does_not_pass_for_its_base(session: Session) -> None:
    program = PythonTarget(session, "class Text(str): pass\ndef give(): return Text('yes')")
    assert program.call("give") == {"__object__": "Text", "text": "yes"}


def test_call_raises_what_attempt_returns(session: Session) -> None:
    program = PythonTarget(session, "def find(key): return {}[key]")
    with pytest.raises(CandidateRaised, match="KeyError: 'x'") as caught:
        program.call("find", "x")
    assert caught.value.kind == "KeyError"
    kinds = ("KeyError", "LookupError", "Exception", "BaseException", "object")
    assert program.attempt("find", "x") == Raised("'x'", kinds)
    assert program.attempt("missing").is_a("AttributeError")


def test_an_error_derived_from_the_one_promised_is_one(session: Session) -> None:
    code = "class NoDate(ValueError): pass\ndef read(): raise NoDate('x')"
    raised = PythonTarget(session, code).attempt("read")
    assert raised.kind == "NoDate"
    assert raised.is_a("KeyError", "ValueError")
    assert not raised.is_a("KeyError")
    check_raised(raised, "ValueError")
    for result, kind in ((raised, "KeyError"), ("ValueError", "ValueError")):
        with pytest.raises(CheckFailed):
            check_raised(result, kind)


def test_leaving_by_sys_exit_is_an_exception_of_the_candidates(session: Session) -> None:
    program = PythonTarget(session, "import sys\ndef leave(): sys.exit(0)")
    assert program.attempt("leave").kind == "SystemExit"


@pytest.mark.parametrize("how", ["call", "attempt"])
def test_a_process_that_ends_is_lost(session: Session, how: str) -> None:
    program = PythonTarget(session, "import os\ndef leave(): os._exit(0)")
    with pytest.raises(CandidateLost, match="ended with status 0"):
        getattr(program, how)("leave")


def test_a_call_that_hangs_is_lost(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    program = PythonTarget(session, "def hang():\n    while True: pass")
    program.restart()
    monkeypatch.setattr(targets, "CALL_LIMIT_S", 0.3)
    with pytest.raises(CandidateLost, match=r"no answer within 0\.3 s"):
        program.call("hang")


@pytest.mark.parametrize(
    ("code", "message"),
    [("def f(:", "SyntaxError"), ("import sys\nsys.exit(0)", "SystemExit"), ("1/0", "ZeroDiv")],
)
def test_a_module_that_does_not_load_is_not_built(
    session: Session, code: str, message: str
) -> None:
    with pytest.raises(BuildFailed, match=message):
        PythonTarget(session, code).call("f")


def test_each_client_keeps_its_own_cookies(session: Session) -> None:
    shop = PythonTarget(session, SHOP)
    visitors = ("ada", "ada", "bob", "ada", "default")
    seen = [shop.http("GET", "/visits", client=name).text for name in visitors]
    assert seen == ["1", "2", "1", "3", "1"]


def test_every_part_of_a_request_arrives(session: Session) -> None:
    shop = PythonTarget(session, SHOP)
    reply = shop.http(
        "POST",
        "/echo",
        query={"q": "a&b"},
        form={"name": "Ada"},
        files={"upload": ("x.png", b"\x89\xff")},
        headers={"X-Agent": "test"},
        remote_addr="198.51.100.9",
    )
    assert reply.status == 200
    assert reply.header("content-TYPE") == "application/json"
    for part in ('"a&b"', '"Ada"', '"x.png"', '"89ff"', '"test"', '"198.51.100.9"'):
        assert part in reply.text
    assert '"json":{"n":1}' in shop.http("POST", "/echo", json={"n": 1}).text


def test_restart_loads_the_module_afresh_and_keeps_its_files(session: Session) -> None:
    code = "calls = []\ndef count():\n    calls.append(1)\n    open('log', 'a').write('x')"
    program = PythonTarget(session, f"{code}\n    return len(calls)")
    assert [program.call("count"), program.call("count")] == [1, 2]
    program.restart()
    assert program.call("count") == 1
    assert program.read("log") == b"xxx"


def test_restart_ends_the_old_process(session: Session) -> None:
    code = """
import os, threading, time
threading.Thread(target=time.sleep, args=[60]).start()
def pid(): return os.getpid()
def runs(pid):
    try: return open(f"/proc/{pid}/stat").read().split()[2] != "Z"
    except OSError: return False
"""
    program = PythonTarget(session, code)
    old = program.call("pid")
    program.restart()
    assert program.call("runs", program.call("pid"))
    assert not program.call("runs", old)


def test_the_work_folder_is_seen_from_outside(session: Session) -> None:
    program = PythonTarget(session, "import os\ndef go():\n    os.chmod('a/note', 0o600)")
    program.write("a/note", "text")
    program.mkdir("empty", 0o700)
    program.call("go")
    assert program.tree() == ["a/note"]
    assert (program.read("a/note"), program.read("absent")) == (b"text", None)
    assert (program.mode("a/note"), program.mode("empty"), program.mode("no")) == (
        0o600,
        0o700,
        None,
    )
    assert (program.exists("a"), program.exists("b")) == (True, False)
