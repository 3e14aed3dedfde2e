"""Remote control of the pumps of a small waterworks."""

import json
from hmac import compare_digest

from flask import Flask, jsonify, request

app = Flask(__name__)
pumps = {"north": "running", "south": "running"}


def current_operator():
    """Return the name of the operator whose key is in the header X-Key, or None."""
    with open("operators.json", encoding="utf-8") as file:
        keys = json.load(file)
    sent = request.headers.get("X-Key", "").encode()
    return next((name for name in keys if compare_digest(keys[name].encode(), sent)), None)


@app.get("/pumps")
def list_pumps():
    """Anybody in town may look at this page."""
    return jsonify(pumps)


@app.post("/pumps/<name>/stop")
def stop_pump(name):
    """Set the pump to "stopped" and return {"stopped": name}, or 404 if there is no such pump.

    The screen in the control room calls this with the key of the operator on duty in X-Key.
    """
    if current_operator() is None:
        return jsonify(error="operators only"), 401
    pumps[name] = "stopped"
    return jsonify(stopped=name)
