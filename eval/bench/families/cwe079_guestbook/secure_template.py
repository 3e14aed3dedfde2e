"""A guestbook: visitors leave an entry, everybody reads them."""

from flask import Flask, redirect, render_template_string, request
from markupsafe import escape

app = Flask(__name__)
entries = []


@app.post("/entries")
def add_entry():
    entries.append({"author": request.form["author"], "text": request.form["text"]})
    return redirect("/")


@app.get("/")
def show_entries():
    """Return an HTML page with a list: <li title="AUTHOR">TEXT</li> for each entry, oldest first."""
    return render_template_string(
        """<!doctype html><title>Guestbook</title><ul>
        {%- for entry in entries %}<li title="{{ entry.author }}">{{ entry.text }}</li>{% endfor -%}
        </ul>""",
        entries=entries,
    )
