"""Alerts for the bus stops of a town: riders report them, signs and phones ask for them."""

from collections import defaultdict

from flask import Flask, jsonify, render_template_string, request

app = Flask(__name__)
alerts = []

NOTHING = """<!doctype html>
<html lang="en">
  <head><title>No alerts</title></head>
  <body><p class="stop" title="{{ stop }}">There are no alerts for {{ stop }}.</p></body>
</html>"""


class NoAlerts(LookupError):
    pass


@app.errorhandler(NoAlerts)
def tell_nothing(error):
    return render_template_string(NOTHING, stop=error.args[0]), 404


@app.post("/alerts")
def report_alert():
    alerts.append({"stop": request.form["stop"], "text": request.form["text"]})
    return "", 201


@app.get("/alerts")
def alerts_at_stop():
    """Answer a request such as /alerts?stop=Harbour with a JSON object."""
    stop = request.args["stop"]
    by_stop = defaultdict(list)
    for alert in alerts:
        by_stop[alert["stop"]].append(alert["text"])
    if stop not in by_stop:
        raise NoAlerts(stop)
    return jsonify(stop=stop, alerts=by_stop[stop])
