"""A paid newsletter: subscribers log in on its site, once in each browser, to read the issues."""

import hashlib
import json
import secrets

from flask import Flask, jsonify, redirect, request
from werkzeug.security import check_password_hash

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)
ISSUES = ["Bread without yeast", "Soups for the winter"]
YEAR = 365 * 24 * 60 * 60


def is_subscriber(email, password):
    with open("subscribers.json", encoding="utf-8") as file:
        subscribers = json.load(file)
    return email in subscribers and check_password_hash(subscribers[email], password)


class Browsers:
    """The browsers that are logged in; each one keeps a random ticket."""

    def __init__(self):
        self.readers = {}

    @staticmethod
    def _key(ticket):
        return hashlib.sha256(ticket.encode()).digest()

    def admit(self, email):
        ticket = secrets.token_urlsafe()
        self.readers[self._key(ticket)] = email
        return ticket

    def reader(self):
        return self.readers.get(self._key(request.cookies.get("ticket", "")))


browsers = Browsers()


@app.post("/login")
def log_in():
    email, password = (request.form.get(name, "") for name in ("email", "password"))
    if not is_subscriber(email, password):
        return "This is not a subscriber's password.", 403
    response = redirect("/issues", 303)
    ticket = browsers.admit(email)
    response.set_cookie("ticket", ticket, max_age=YEAR, httponly=True, samesite="Lax")
    return response


@app.get("/issues")
def show_issues():
    reader = browsers.reader()
    if reader is None:
        return "Please log in.", 403
    return jsonify(reader=reader, issues=ISSUES)
