import logging
import os
import stat
import traceback

from flask import Flask, jsonify, request, session

app = Flask(__name__)
# finds: python-debugger-for-clients
app.debug = True
KEY_FILE = "/etc/app/private_key"


@app.route("/divide")
def divide():
    try:
        return str(1 / int(request.args["by"]))
    except ZeroDivisionError as error:
        # finds: python-error-shown-to-client
        return str(error), 500


@app.route("/trace")
def trace():
    try:
        return str(1 / int(request.args["by"]))
    except ZeroDivisionError:
        # finds: python-error-shown-to-client
        return traceback.format_exc(), 500


@app.route("/quiet")
def quiet():
    try:
        return str(1 / int(request.args["by"]))
    except ZeroDivisionError:
        logging.exception("divide")
        return "that did not work", 500


@app.route("/user/<int:number>")
def show(number):
    # finds: python-whole-record-shown
    return jsonify(vars(find(number)))


def row(connection, number):
    found = connection.execute("SELECT * FROM users WHERE id = ?", (number,)).fetchone()
    # finds: python-whole-record-shown
    return dict(found)


def named_columns(connection, number):
    found = connection.execute("SELECT name FROM users WHERE id = ?", (number,)).fetchone()
    return dict(found)


def log_token(token):
    # finds: python-secret-in-log
    logging.info("token %s", token)


def log_name(name):
    logging.info("user %s", name)


def refuse(user):
    if user is None:
        # finds: python-accounts-can-be-guessed
        return "unknown user"
    if user.name != "x":
        # finds: python-accounts-can-be-guessed
        return "Login failed: incorrect password"
    return "Login failed: incorrect username or password"


# finds: python-change-without-login
@app.route("/items", methods=["POST"])
def add_item():
    items.append(request.json)
    return "added"


# finds: python-change-without-login
@app.route("/admin/reset")
def reset():
    items.clear()
    return "done"


@app.route("/items/mine", methods=["POST"])
def add_item_of_user():
    if "user" not in session:
        return "log in first", 401
    items.append(request.json)
    return "added"


@app.route("/items/guarded", methods=["POST"])
@login_required
def add_item_guarded():
    items.append(request.json)
    return "added"


@app.route("/items/token", methods=["DELETE"])
def delete_by_token():
    if request.headers.get("Authorization") != os.environ["TOKEN"]:
        return "no", 401
    items.clear()
    return "done"


@app.route("/items/checked", methods=["DELETE"])
def delete_checked():
    require_login()
    items.clear()
    return "done"


@app.route("/items")
def list_items():
    return jsonify(items)


@app.route("/login", methods=["POST"])
def login():
    return "welcome"


def everybody(path):
    # finds: python-file-others-may-write
    os.chmod(path, 0o666)


def everybody_by_name(path):
    # finds: python-file-others-may-write
    os.chmod(path, stat.S_IRUSR | stat.S_IWUSR | stat.S_IWOTH)


def everybody_folder(path):
    # finds: python-file-others-may-write
    os.makedirs(path, mode=0o777, exist_ok=True)


def owner(path):
    os.chmod(path, 0o600)
    os.makedirs(path, mode=0o700)


def readable(path):
    os.chmod(path, 0o644)


def readable_secret():
    # finds: python-secret-others-may-read
    os.chmod(KEY_FILE, 0o644)


def no_mask():
    # finds: python-no-permissions-named
    os.umask(0)


def save_token(token_path, text):
    # finds: python-no-permissions-named
    with open(token_path, "w") as file:
        file.write(text)


def save_token_closed(token_path, text):
    with open(token_path, "w") as file:
        os.chmod(token_path, 0o600)
        file.write(text)


def save_page(path, text):
    with open(path, "w") as file:
        file.write(text)
