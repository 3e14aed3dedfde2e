def read_note(name):
    return [float("nan"), float("inf"), "\ud800"]
