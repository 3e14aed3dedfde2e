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
    if desk not in called:
        return jsonify(error="no such desk"), 404
    clerk = request.authorization.username if request.authorization else "?"
    called[desk] = max(called.values()) + 1
    app.logger.info("%s calls number %d to desk %s", clerk, called[desk], desk)
    return jsonify(desk=desk, number=called[desk])
