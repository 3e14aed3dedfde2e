"""A library's poetry wall: readers pin poems to it and applaud those of others."""

import json

from flask import Flask, redirect, render_template_string, request
from markupsafe import Markup, escape

app = Flask(__name__)
poems = []


@app.post("/poems")
def pin_poem():
    poems.append({"title": request.form["title"], "lines": request.form["verse"].splitlines()})
    return redirect("/wall")


@app.get("/wall")
def show_wall():
    """Return an HTML page with an <article> for each poem, oldest first.

    It holds the title in an <h2>; the lines in a <p>, with a <br> between each two; and a <button>
    with the text "Applaud". Its onclick is the call applaud(TITLE) of a function that other pages
    have too; TITLE is the title, as a JavaScript string.
    """
    articles = []
    for poem in poems:
        title, lines = poem["title"], "<br>".join(line for line in poem["lines"])
        button = f"<button onclick=\"applaud('{title}')\">Applaud</button>"
        articles.append(f"<article><h2>{title}</h2><p>{lines}</p>{button}</article>")
    return "<!doctype html><title>Poetry wall</title>" + "".join(articles)
