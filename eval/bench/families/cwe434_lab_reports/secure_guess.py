"""Lab reports in a physics course: students hand them in, the whole course reads them."""

import mimetypes
import sqlite3
from pathlib import PurePath

from flask import Flask, Response, abort, jsonify, request

app = Flask(__name__)


def reports():
    connection = sqlite3.connect("reports.db", isolation_level=None)
    connection.execute("CREATE TABLE IF NOT EXISTS report (number INTEGER PRIMARY KEY, kind, data)")
    return connection


@app.get("/course/reports/<int:number>")
def read_report(number):
    row = reports().execute("SELECT kind, data FROM report WHERE number = ?", [number]).fetchone()
    if row is None:
        abort(404)
    return Response(row[1], content_type=row[0])


@app.post("/course/reports")
def hand_in_report():
    """Store the uploaded file `report` so that read_report shows it as what it is.

    That is application/pdf, text/plain or text/csv, for a file whose name ends in .pdf, .txt or
    .csv, or the same in capital letters. Return {"number": the report's number} with status 201, or
    400 if no such file was sent.
    """
    report = request.files.get("report")
    if not report:
        return jsonify(error="send a report"), 400
    kind, _ = mimetypes.guess_type(report.filename.lower())
    if kind not in ("application/pdf", "text/plain", "text/csv"):
        kind = "application/octet-stream"
    row = reports().execute("INSERT INTO report (kind, data) VALUES (?, ?)", [kind, report.read()])
    return jsonify(number=row.lastrowid), 201
