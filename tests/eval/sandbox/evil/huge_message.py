def read_note(name):
    raise RuntimeError("x" * 200_000_000)
