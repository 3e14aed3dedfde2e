import hmac
import html
import os
import pickle
import re
import shlex
import subprocess

import jinja2
import yaml
from flask import Flask, Response, jsonify, make_response, render_template_string, request
from markupsafe import Markup, escape

app = Flask(__name__)
COLUMNS = {"name": "name", "size": "size"}


def ping(host):
    # finds: python-command-from-caller
    os.system("ping -c 1 " + host)


def listing(folder: str):
    command = f"ls -l {folder}"
    # finds: python-command-from-caller
    return subprocess.run(command, shell=True, capture_output=True)


def by_shell(text):
    # finds: python-command-from-caller
    subprocess.check_output(["sh", "-c", "echo " + text])


def no_shell(host):
    subprocess.run(["ping", "-c", "1", host], check=True)


def quoted(host):
    os.system("ping -c 1 " + shlex.quote(host))


def constant():
    subprocess.run("ls | wc -l", shell=True)


def number(count):
    os.system(f"ping -c {int(count)} localhost")


def known(host):
    if host not in {"localhost", "example.org"}:
        raise ValueError(host)
    os.system("ping -c 1 " + host)


def quoted_by_hand(host):
    # finds: python-shell-quoted-by-hand, python-command-from-caller
    os.system(f"ping -c 1 '{host}'")


def semicolons(host):
    # finds: python-shell-quoted-by-hand
    return host.replace(";", "")


def user(connection, name):
    # finds: python-sql-from-caller
    return connection.execute(f"SELECT * FROM users WHERE name = '{name}'").fetchall()


def user_percent(connection, name):
    query = "SELECT * FROM users WHERE name = '%s'" % name
    # finds: python-sql-from-caller
    connection.execute(query)


def user_parts(connection, name):
    query = "SELECT * FROM users"
    if name:
        query += " WHERE name = '" + name + "'"
    # finds: python-sql-from-caller
    return connection.execute(query)


def user_parameter(connection, name):
    return connection.execute("SELECT * FROM users WHERE name = ?", (name,)).fetchall()


def several(connection, names):
    marks = ",".join("?" * len(names))
    return connection.execute(f"SELECT * FROM users WHERE name IN ({marks})", names).fetchall()


def ordered(connection, column):
    return connection.execute(f"SELECT * FROM users ORDER BY {COLUMNS[column]}").fetchall()


def ordered_get(connection, column):
    chosen = COLUMNS.get(column, "name")
    return connection.execute("SELECT * FROM users ORDER BY " + chosen).fetchall()


def doubled(name):
    # finds: python-sql-quoted-by-hand
    return "SELECT * FROM users WHERE name = '" + name.replace("'", "''") + "'"


def greeting(name):
    # finds: python-html-from-caller
    return f"<p>Hello {name}</p>"


def greeting_format(name):
    # finds: python-html-from-caller
    return f"<p>Hello {name}</p>"


def greeting_percent(name):
    # finds: python-html-from-caller
    return "<p>Hello %s</p>" % name


def greeting_sum(name):
    # finds: python-html-from-caller
    page = "<p>Hello " + name
    return page


def greeting_markup(name):
    # finds: python-html-from-caller
    return Markup(name)


def greeting_template(name):
    # finds: python-html-from-caller
    return render_template_string("Hello " + name)


def greeting_escaped(name):
    return f"<p>Hello {escape(name)}</p>" + f"<p>{html.escape(name)}</p>"


def plain(name):
    return f"Hello {name}"


def greeting_template_safe(name):
    return render_template_string("<p>Hello {{ name }}</p>", name=name)


@app.route("/echo")
def echo():
    # finds: python-page-is-what-was-sent
    return request.args.get("text", "")


@app.route("/echo/<text>")
def echo_path(text):
    # finds: python-page-is-what-was-sent
    return "You said " + text, 200


@app.route("/echo-response")
def echo_response():
    # finds: python-page-is-what-was-sent
    return make_response(request.args["text"])


@app.route("/echo-json")
def echo_json():
    return jsonify(text=request.args["text"])


@app.route("/echo-mapping")
def echo_mapping():
    return {"text": request.args["text"]}


@app.route("/echo-plain")
def echo_plain():
    return Response(request.args["text"], mimetype="text/plain")


@app.route("/echo-number")
def echo_number():
    return str(int(request.args["number"]))


# finds: python-template-without-escaping
templates = jinja2.Environment()
escaping = jinja2.Environment(autoescape=True)
# finds: python-template-without-escaping
PAGE = "<p>{{ text | safe }}</p>"
PAGE_ESCAPED = "<p>{{ text }}</p>"


def restore(data):
    # finds: python-unsafe-deserialization
    return pickle.loads(data)


def restore_yaml(data):
    # finds: python-unsafe-deserialization
    return yaml.load(data, Loader=yaml.Loader)


def restore_yaml_safely(data):
    return yaml.safe_load(data), yaml.load(data, Loader=yaml.SafeLoader)


def restore_signed(data, tag, key):
    if not hmac.compare_digest(hmac.digest(key, data, "sha256"), tag):
        raise ValueError("signature")
    return pickle.loads(data)


def restore_text(text):
    # finds: python-code-from-caller
    return eval(text)


def restore_matched(text):
    if not re.fullmatch(r"\d+", text):
        raise ValueError(text)
    return eval(text)


def two_texts(first, second):
    # finds: python-html-from-caller
    return f"{first} " f"<b>{second}</b>"
