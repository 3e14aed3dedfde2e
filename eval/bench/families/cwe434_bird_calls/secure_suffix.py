"""An archive of bird calls; anybody who has recorded one sends it in."""

import secrets
from pathlib import Path

from flask import Flask, jsonify, request, send_from_directory

app = Flask(__name__)
ARCHIVE = Path("archive").absolute()
ARCHIVE.mkdir(exist_ok=True)


@app.get("/recordings/<name>")
def play_recording(name):
    return send_from_directory(ARCHIVE, name)


@app.post("/birds/<bird>")
def submit_recording(bird):
    """Keep the uploaded file `sound`, a recording of that bird in a .wav, .mp3 or .ogg, in ARCHIVE.

    Give it a name that starts with the bird's and is new, as in "wren-5f21c0.wav". Return
    {"file": that name} with status 201, or 400 if there is no such file in the request.
    """
    sound = request.files.get("sound")
    if not sound:
        return jsonify(error="send a sound"), 400
    suffix = Path(sound.filename).suffix.lower()
    if suffix not in {".wav", ".mp3", ".ogg"}:
        return jsonify(error="send WAV, MP3 or Ogg"), 400
    name = f"{bird}-{secrets.token_hex(8)}{suffix}"
    sound.save(ARCHIVE / name)
    return jsonify(file=name), 201
