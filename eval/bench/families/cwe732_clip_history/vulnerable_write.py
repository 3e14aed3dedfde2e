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
    clips = [*recent_clips(), text][-LIMIT:]
    os.makedirs(os.path.dirname(HISTORY), exist_ok=True)
    with open(HISTORY, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(clip) + "\n" for clip in clips)
