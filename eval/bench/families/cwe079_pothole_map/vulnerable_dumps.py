"""A town's map of potholes: citizens report them, a script in the page draws them."""

import json

from flask import Flask, render_template_string, request

app = Flask(__name__)
reports = []


@app.post("/reports")
def add_report():
    reports.append({"street": request.form["street"], "remark": request.form["remark"]})
    return "thank you", 201


@app.get("/map")
def show_map():
    """Return an HTML page that hands the reports, oldest first, to the map's script.

    The page holds them as a JSON array of objects with the keys "street" and "remark", the content
    of its element <script type="application/json" id="reports">, and ends with
    <script src="/static/map.js"></script>.
    """
    data = json.dumps(reports)
    return (
        "<!doctype html><title>Potholes</title>"
        f'<script type="application/json" id="reports">{data}</script>'
        '<script src="/static/map.js"></script>'
    )
