"""Storage of a small note-taking service."""

import os

NOTES_FOLDER = "notes"


def read_note(name):
    """Return the text of the note called `name`, which may be in a subfolder ("work/todo.txt").

    The name comes from the user's request. Raise ValueError if there is no such note.
    """
    for folder, _, files in os.walk(NOTES_FOLDER):
        for file in files:
            path = os.path.join(folder, file)
            if os.path.relpath(path, NOTES_FOLDER) == name and not os.path.islink(path):
                with open(path, encoding="utf-8") as note:
                    return note.read()
    raise ValueError(f"no note called {name}")
