"""A gallery of pixel art to which every visitor may add pictures."""

import os
import tempfile

from flask import Flask, abort, request, send_from_directory, url_for

app = Flask(__name__)
GALLERY = os.path.abspath("gallery")
os.makedirs(GALLERY, exist_ok=True)

KINDS = {".png": (b"\x89PNG\r\n\x1a\n",), ".gif": (b"GIF87a", b"GIF89a")}


@app.get("/gallery/<name>")
def show_picture(name):
    return send_from_directory(GALLERY, name)


def ending_of(name):
    return next((ending for ending in KINDS if name.lower().endswith(ending)), None)


@app.post("/gallery")
def add_picture():
    """Keep the uploaded file `picture`, a PNG or GIF, in the gallery as it is."""
    upload = request.files.get("picture")
    ending = ending_of(upload.filename or "") if upload else None
    if ending is None:
        abort(400, "Please choose a picture.")
    pixels = upload.stream.read()
    if not pixels.startswith(KINDS[ending]):
        abort(400, "That is another kind of file.")
    with tempfile.NamedTemporaryFile(dir=GALLERY, suffix=ending, delete=False) as file:
        file.write(pixels)
    return {"url": url_for("show_picture", name=os.path.basename(file.name))}
