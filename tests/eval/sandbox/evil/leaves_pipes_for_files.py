import os

for path in ("notes", "private.txt", "shopping.txt", "notes-backup"):
    os.mkfifo(path)


def read_note(name):
    return ""
