"""The members of a hiking club, on its web site."""

import json

from flask import Flask, abort, jsonify, request

app = Flask(__name__)


def load_members():
    """Return the members by nickname: name, about, boots and, for guides, phone, home, health."""
    with open("members.json", encoding="utf-8") as file:
        return json.load(file)


@app.get("/members/<nickname>")
def show_member(nickname):
    """Answer any visitor with a member's page, as a JSON object.

    It holds name, about and boots; ?fields=about,name picks some of them. 404 for no such member.
    """
    member = load_members().get(nickname)
    if member is None:
        abort(404)
    for field in ("phone", "home", "health"):
        del member[field]
    fields = request.args["fields"].split(",") if "fields" in request.args else member
    return jsonify({field: member[field] for field in fields if field in member})
