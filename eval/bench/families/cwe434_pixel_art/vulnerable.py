"""A gallery of pixel art to which every visitor may add pictures."""

import os

from flask import Flask, jsonify, request, send_from_directory
from werkzeug.utils import secure_filename

app = Flask(__name__)
GALLERY = os.path.abspath("gallery")
os.makedirs(GALLERY, exist_ok=True)


@app.get("/gallery/<name>")
def show_picture(name):
    return send_from_directory(GALLERY, name)


@app.post("/gallery")
def add_picture():
    """Keep the uploaded file `picture`, a PNG or GIF, in the gallery as it is.

    Return {"url": the path at which the picture is shown}, or 400 if there is no such file.
    """
    picture = request.files.get("picture")
    if picture is None or not picture.filename:
        return jsonify(error="no picture"), 400
    name = secure_filename(picture.filename)
    picture.save(os.path.join(GALLERY, name))
    return jsonify(url=f"/gallery/{name}")
