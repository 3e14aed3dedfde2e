"""The display in the hall of a town office: which number is called to which desk."""

import json
from itertools import count
from pathlib import Path

from flask import Flask, Response, jsonify, request
from flask.views import MethodView
from werkzeug.security import check_password_hash

app = Flask(__name__)
called = dict.fromkeys(("A", "B", "C"), 0)


def hash_for(clerk):
    """Return the hash of a clerk's password; None for a stranger or who has yet to choose one."""
    return json.loads(Path("clerks.json").read_text(encoding="utf-8")).get(clerk)


@app.get("/display")
def show_display():
    return jsonify(called)


def by_a_clerk():
    match request.authorization:
        case object(type="basic", username=str(clerk), password=str(password)):
            known = hash_for(clerk)
            return known is not None and check_password_hash(known, password)
    return False


class NextNumber(MethodView):
    """Call the next number to this desk and return {"desk": desk, "number": that number}."""

    def post(self, desk):
        if not by_a_clerk():
            return Response("Who are you?", 401, {"WWW-Authenticate": 'Basic realm="desks"'})
        if called.get(desk) is None:
            return jsonify(error="There is no such desk."), 404
        called[desk] = next(number for number in count(1) if number > max(called.values()))
        return jsonify(desk=desk, number=called[desk])


call_next = NextNumber.as_view("call_next")
app.add_url_rule("/desks/<desk>/next", view_func=call_next)
