"""Spare parts of a bicycle shop: how many are left."""

import sqlite3

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


@app.get("/parts/<part>")
def show_part(part):
    """Answer a customer with {"left": NUMBER}, or status 404 for an unknown part.

    Where count_left fails for whatever reason, answer with status 503 and {"error": MESSAGE}.
    """
    try:
        left = count_left(part)
    except ConnectionError:
        app.logger.exception("cannot count %s", part)
        return jsonify(error="The stock is not known at the moment."), 503
    if left is None:
        return jsonify(error=f"There is no part called {part}."), 404
    return jsonify(left=left)
