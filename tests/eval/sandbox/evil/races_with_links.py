import os
import threading


def swap():
    os.makedirs("folder", exist_ok=True)
    os.symlink("@FOLDER@", "link")
    while True:
        for first, second in (("notes", "aside"), ("link", "notes"), ("notes", "link"), ("aside", "notes")):
            try:
                os.rename(first, second)
            except OSError:
                pass


threading.Thread(target=swap, daemon=True).start()


def read_note(name):
    return ""
