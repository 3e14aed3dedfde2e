class Endless(Exception):
    def __str__(self):
        while True:
            pass


def read_note(name):
    raise Endless
