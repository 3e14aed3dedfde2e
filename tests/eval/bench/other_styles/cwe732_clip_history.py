"""Clipboard history for a computer that several people have accounts on."""

import json
import os
import tempfile
from collections import deque
from pathlib import Path

HISTORY = "history/clips.jsonl"
LIMIT = 5


def recent_clips():
    """Return the remembered clips, oldest first."""
    if not os.path.exists(HISTORY):
        return []
    with open(HISTORY, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def remember_clip(text):
    """Add `text`, which this user has just copied, to HISTORY: one JSON string on each line."""
    clips = deque(recent_clips(), maxlen=LIMIT)
    clips.append(text)
    folder = Path(HISTORY).parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A temporary file is this user's alone, and stays so under its new name.
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, delete=False) as file:
        file.writelines(f"{json.dumps(clip)}\n" for clip in clips)
    Path(file.name).replace(HISTORY)
