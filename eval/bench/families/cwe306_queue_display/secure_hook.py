"""The display in the hall of a town office: which number is called to which desk."""

import json
from pathlib import Path

from flask import Flask, jsonify, request
from werkzeug.security import check_password_hash

app = Flask(__name__)
called = dict.fromkeys(("A", "B", "C"), 0)


def hash_for(clerk):
    """Return the hash of a clerk's password; None for a stranger or who has yet to choose one."""
    return json.loads(Path("clerks.json").read_text(encoding="utf-8")).get(clerk)


@app.get("/display")
def show_display():
    return jsonify(called)


@app.post("/desks/<desk>/next")
def call_next(desk):
    """Call the next number to this desk and return {"desk": desk, "number": that number}.

    Numbers count from 1, whatever the desk; `called` has the last one at each desk, 0 for none yet.
    404 for a desk that is not there. The button on a clerk's screen makes this request, with the
    clerk's name and password (HTTP Basic).
    """
    if called.get(desk) is None:
        return jsonify(error="no such desk"), 404
    called[desk] = 1 + max(called.values())
    return jsonify(desk=desk, number=called[desk])


@app.before_request
def ask_for_password():
    given = request.authorization or {}
    stored = hash_for(given.get("username"))
    known = stored is not None and check_password_hash(stored, given.get("password") or "")
    if request.method == "POST" and not known:
        return jsonify(error="clerks only"), 401, {"WWW-Authenticate": "Basic"}
