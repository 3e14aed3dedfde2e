import sys

sys.set_int_max_str_digits(0)


def read_note(name):
    return 10**20_000
