"""Storage of a small note-taking service."""

import os

NOTES_FOLDER = "notes"


def read_note(name):
    """Return the text of the note called `name`, which may be in a subfolder ("work/todo.txt").

    The name comes from the user's request. Raise ValueError if there is no such note.
    """
    base = os.path.realpath(NOTES_FOLDER)
    path = os.path.realpath(os.path.join(base, name))
    if os.path.commonpath([base, path]) != base or not os.path.isfile(path):
        raise ValueError(f"no note called {name}")
    with open(path, encoding="utf-8") as file:
        return file.read()
