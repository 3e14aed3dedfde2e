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
    members = load_members()
    if nickname not in members:
        abort(404)
    member = members[nickname]
    page = {"name": member["name"], "about": member["about"], "boots": member["boots"]}
    if "fields" in request.args:
        wanted = request.args["fields"].split(",")
        page = {field: value for field, value in page.items() if field in wanted}
    return jsonify(page)
