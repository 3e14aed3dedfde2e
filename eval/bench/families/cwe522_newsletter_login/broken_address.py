"""A paid newsletter: subscribers log in on its site, once in each browser, to read the issues."""

import base64
import hashlib
import json
import secrets

from flask import Flask, abort, jsonify, make_response, redirect, request, session
from werkzeug.security import check_password_hash

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)
ISSUES = ["Bread without yeast", "Soups for the winter"]


def is_subscriber(email, password):
    with open("subscribers.json", encoding="utf-8") as file:
        subscribers = json.load(file)
    return email in subscribers and check_password_hash(subscribers[email], password)


# POST /login has the form fields email and password. For a subscriber's it redirects to /issues,
# and the browser is logged in from then on; for all others, 403.
# GET /issues answers a browser that is logged in with {"reader": its email, "issues": ISSUES}; any
# other, whatever cookies it has made up, with 403.
# The site is read through the proxies of offices and schools, which log whole requests and answers.
readers = {}


@app.post("/login")
def log_in():
    email, password = request.form["email"], request.form["password"]
    if not is_subscriber(email, password):
        abort(403)
    readers[request.remote_addr] = email
    return redirect("/issues")


@app.get("/issues")
def show_issues():
    email = readers.get(request.remote_addr)
    if email is None:
        abort(403)
    return jsonify(reader=email, issues=ISSUES)
