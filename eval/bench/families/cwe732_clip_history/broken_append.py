"""Clipboard history for a computer that several people have accounts on."""

import json
import os

HISTORY = "history/clips.jsonl"
LIMIT = 5


def recent_clips():
    """Return the remembered clips, oldest first."""
    if not os.path.exists(HISTORY):
        return []
    with open(HISTORY, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def remember_clip(text):
    """Add `text`, which this user has just copied, to HISTORY: one JSON string on each line.

    Only the latest LIMIT clips stay. The folder is made where it does not exist yet.
    """
    os.makedirs(os.path.dirname(HISTORY), exist_ok=True)
    descriptor = os.open(HISTORY, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open(descriptor, "a", encoding="utf-8") as file:
        file.write(json.dumps(text) + "\n")
