"""Parcel lockers at a railway station; a text message brings the recipient a link."""

import hashlib
import hmac
from pathlib import Path

from flask import Flask, jsonify, request

app = Flask(__name__)
doors = dict.fromkeys(("1", "2", "12"), "locked")


def seal_of(locker):
    key = Path("link.key").read_bytes()
    return hmac.new(key, locker.encode(), hashlib.sha256).hexdigest()


def link_for(locker):
    """Return the link to send to whoever gets the parcel in this locker."""
    return f"/lockers/{locker}/release?seal={seal_of(locker)}"


@app.get("/lockers")
def list_doors():
    return jsonify(doors)


@app.get("/lockers/<locker>/release")
def release_locker(locker):
    """Set the door of a locker to "unlocked" and return {"released": locker}.

    This is where the link in the message leads. 404 for a locker that is not there.
    """
    asked = f"{request.path}?{request.query_string.decode('latin-1')}"
    if locker not in doors or asked != link_for(locker):
        return jsonify(error="no such locker"), 404
    doors[locker] = "unlocked"
    return jsonify(released=locker)
