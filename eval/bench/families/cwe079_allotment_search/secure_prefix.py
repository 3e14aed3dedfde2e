"""An allotment society's site, where neighbours find out who has leeks to spare."""

from flask import Flask, render_template_string, request
from markupsafe import escape

app = Flask(__name__)
PLOTS = {3: ["leeks", "beans"], 8: ["roses"], 12: ["beans", "rhubarb"], 20: ["kale"]}


@app.get("/plots/search")
def search_plots():
    """Return an HTML page that answers links such as /plots/search?crop=beans&back=/plots/8.

    It holds an <input name="crop"> whose value is the crop, one word; a list with an <li> for each
    plot where the crop grows, with the plot's number; and an <a id="back"> that leads back to the
    page of this site that the link was on, a path such as "/plots/8" or "/map?row=2&bed=1".
    """
    crop, back = request.args["crop"], request.args["back"]
    plots = [number for number, crops in PLOTS.items() if crop in crops]
    return render_template_string(
        """<!doctype html><title>Plots</title>
        <form><input name="crop" value="{{ crop }}"></form>
        <ul>{% for number in plots %}<li>Plot {{ number }}</li>{% endfor %}</ul>
        <a id="back" href="/{{ back.lstrip("/") }}">Back</a>""",
        crop=crop, back=back, plots=plots,
    )
