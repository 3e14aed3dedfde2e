"""The catalogue of a seed exchange, as its web page asks for it."""

import sqlite3

from flask import Flask, jsonify, request

app = Flask(__name__)
DATABASE = "seeds.db"


@app.get("/catalogue")
def browse_catalogue():
    """Answer with the names of the seeds that match the address, in alphabetical order, as JSON.

    In /catalogue?plant=bean&height=40&limit=5, `limit` is how many names to list at most, 20
    unless it is given; every other parameter is a column and the value that it must have. The table
    is seeds(name TEXT, plant TEXT, colour TEXT, height INTEGER, listed INTEGER); visitors choose by
    plant, colour and height. A seed with `listed` set to 0 is never shown.
    """
    query, values = "SELECT name FROM seeds WHERE listed = 1", []
    for column in ("plant", "colour", "height"):
        if column in request.args:
            query += f" AND {column} = ?"
            values.append(request.args[column])
    query += " ORDER BY name LIMIT ?"
    values.append(request.args.get("limit", "twenty"))
    connection = sqlite3.connect(DATABASE)
    names = [name for (name,) in connection.execute(query, values)]
    connection.close()
    return jsonify(names)
