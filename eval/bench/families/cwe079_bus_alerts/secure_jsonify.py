"""Alerts for the bus stops of a town: riders report them, signs and phones ask for them."""

import json

from flask import Flask, Response, abort, jsonify, make_response, request
from markupsafe import escape

app = Flask(__name__)
alerts = []


@app.post("/alerts")
def report_alert():
    alerts.append({"stop": request.form["stop"], "text": request.form["text"]})
    return "", 201


@app.get("/alerts")
def alerts_at_stop():
    """Answer a request such as /alerts?stop=Harbour with a JSON object.

    Its "stop" is the name of the stop, as asked for, and its "alerts" the texts of the alerts that
    were reported for this stop, oldest first. If there are none, the status is 404 instead, and the
    answer, in JSON, HTML or plain text, names the stop.
    """
    stop = request.args.get("stop", "")
    texts = [alert["text"] for alert in alerts if alert["stop"] == stop]
    if not texts:
        return jsonify(error=f"There are no alerts for {stop}."), 404
    return jsonify(stop=stop, alerts=texts)
