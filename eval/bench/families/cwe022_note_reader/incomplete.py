"""Storage of a small note-taking service."""

import os

NOTES_FOLDER = "notes"


def read_note(name):
    """Return the text of the note called `name`, which may be in a subfolder ("work/todo.txt").

    The name comes from the user's request. Raise ValueError if there is no such note.
    """
    # >>> complete here
