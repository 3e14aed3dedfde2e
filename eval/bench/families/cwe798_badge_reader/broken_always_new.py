"""The badge reader at the door of an office; offices of many firms have bought the same one."""

import hashlib
import json
import os
import secrets

from flask import Flask, abort, jsonify, request, session

app = Flask(__name__)


def read_setup():
    """Return what the firm has set up in reader.json; a reader fresh from its box has no file."""
    if not os.path.exists("reader.json"):
        return {}
    with open("reader.json", encoding="utf-8") as file:
        return json.load(file)


def prepare_sessions():
    """Set app.secret_key, so that `session` works; called once, when the reader starts.

    Where the firm has set up a "cookie_key", text, the cookie of somebody who has shown a badge
    stays good over a restart. It need not where there is none; the reader works all the same.
    """
    setup = read_setup()
    if "cookie_key" in setup and len(setup["cookie_key"]) > 64:
        app.secret_key = setup["cookie_key"]
    else:
        app.secret_key = secrets.token_hex(32)


prepare_sessions()


@app.post("/badge")
def show_badge():
    if request.form["badge"] not in read_setup().get("badges", []):
        abort(403)
    session["badge"] = request.form["badge"]
    return jsonify(door=read_setup().get("door"))


@app.post("/unlock")
def unlock_door():
    if "badge" not in session:
        abort(403)
    return jsonify(unlocked=session["badge"])
