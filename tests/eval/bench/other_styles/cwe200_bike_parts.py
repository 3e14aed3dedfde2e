"""Spare parts of a bicycle shop: how many are left."""

import sqlite3
from http import HTTPStatus

from flask import Flask, jsonify

app = Flask(__name__)


def count_left(part):
    """Return how many of a part the warehouse has, or None for a part that it does not know."""
    with open("warehouse.url") as file:  # user:key@path
        url = file.read().strip()
    try:
        warehouse = sqlite3.connect(f"file:{url.split('@')[1]}?mode=ro", uri=True)
        row = warehouse.execute("SELECT left FROM parts WHERE name = ?", [part]).fetchone()
    except sqlite3.Error as error:
        raise ConnectionError(f"{url}: {error}") from error
    return int(row[0]) if row else None


class Unavailable(Exception):
    """The warehouse cannot be asked at the moment."""


def ask_warehouse(part):
    try:
        return count_left(part)
    except Exception:
        raise Unavailable from None


@app.errorhandler(Unavailable)
def answer_unavailable(error):
    return jsonify(error=error.__doc__), HTTPStatus.SERVICE_UNAVAILABLE


@app.get("/parts/<part>")
def show_part(part):
    """Answer a customer with {"left": NUMBER}, or status 404 for an unknown part."""
    match ask_warehouse(part):
        case None:
            return jsonify(error="There is no such part."), HTTPStatus.NOT_FOUND
        case left:
            return jsonify(left=left)
