"""A raffle at a village fair: visitors take tickets, the organisers run it from a phone."""

import secrets
from pathlib import Path

from flask import Flask, abort, jsonify, request, session

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)
tickets = []


@app.post("/organisers")
def sign_in():
    code = Path("code.txt").read_text(encoding="utf-8").strip()
    if not secrets.compare_digest(request.form["code"].encode(), code.encode()):
        abort(403)
    session["organiser"] = True
    return jsonify(welcome=True)


@app.post("/tickets")
def take_ticket():
    tickets.append(request.form["name"])
    return jsonify(number=len(tickets))


@app.get("/tickets")
def count_tickets():
    return jsonify(taken=len(tickets))


@app.delete("/tickets")
def start_over():
    """Throw all tickets away, for the next raffle, and return {"removed": how many there were}.

    The button for it is on the page that organisers see once they have signed in.
    """
    removed = len(tickets)
    tickets.clear()
    if "organiser" not in session:
        return jsonify(error="sign in first"), 401
    return jsonify(removed=removed)
