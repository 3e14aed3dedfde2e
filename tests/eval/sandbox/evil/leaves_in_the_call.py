import os


def read_note(name):
    os._exit(0)
