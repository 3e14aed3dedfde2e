"""Storage of a small note-taking service."""

import os

NOTES_FOLDER = "notes"


def read_note(name):
    """Return the text of the note called `name`, which may be in a subfolder ("work/todo.txt").

    The name comes from the user's request. Raise ValueError if there is no such note.
    """
    path = os.path.join(NOTES_FOLDER, name)
    if not os.path.isfile(path):
        raise ValueError(f"no note called {name}")
    with open(path, encoding="utf-8") as file:
        return file.read()
