"""A library's poetry wall: readers pin poems to it and applaud those of others."""

import json
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Flask, redirect, request

app = Flask(__name__)
poems = []


@app.post("/poems")
def pin_poem():
    poems.append({"title": request.form["title"], "lines": request.form["verse"].splitlines()})
    return redirect("/wall")


def add(parent, tag, text=None, **attributes):
    child = SubElement(parent, tag, attributes)
    child.text = text
    return child


def article_of(parent, poem):
    article = add(parent, "article")
    add(article, "h2", poem["title"])
    first, *others = poem["lines"] or [""]
    verse = add(article, "p", first)
    for line in others:
        add(verse, "br").tail = line
    add(article, "button", "Applaud", onclick="applaud(" + json.dumps(poem["title"]) + ")")


@app.get("/wall")
def show_wall():
    """Return an HTML page with an <article> for each poem, oldest first."""
    page = Element("html", lang="en")
    head = add(page, "head")
    add(head, "meta", charset="utf-8")
    add(head, "title", "Poetry wall")
    body = add(page, "body")
    for poem in poems:
        article_of(body, poem)
    return "<!doctype html>\n" + tostring(page, encoding="unicode", method="html")
