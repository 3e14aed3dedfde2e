"""A gallery of pixel art to which every visitor may add pictures."""

import os
import secrets

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

    Its name ends in .png or .gif, in small or capital letters. Return {"url": the path at which the
    picture is shown, as image/png or image/gif}, or 400 if no such file was sent.
    """
    picture = request.files.get("picture")
    data = picture.read() if picture else b""
    if data[:4] not in (b"\x89PNG", b"GIF8"):
        return jsonify(error="send a PNG or GIF"), 400
    name = f"{secrets.token_hex(4)}-{secure_filename(picture.filename)}"
    with open(os.path.join(GALLERY, name), "wb") as file:
        file.write(data)
    return jsonify(url=f"/gallery/{name}")
