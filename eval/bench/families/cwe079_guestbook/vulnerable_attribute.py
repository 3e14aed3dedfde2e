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
    items = "".join(
        f'<li title="{entry["author"]}">{escape(entry["text"])}</li>' for entry in entries
    )
    return f"<!doctype html><title>Guestbook</title><ul>{items}</ul>"
