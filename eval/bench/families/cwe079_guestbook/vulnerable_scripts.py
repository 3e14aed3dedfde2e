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
    items = ""
    for entry in entries:
        text = entry["text"].replace("<script", "&lt;script").replace("</script", "&lt;/script")
        items += f'<li title="{escape(entry["author"])}">{text}</li>'
    return f"<!doctype html><title>Guestbook</title><ul>{items}</ul>"
