"""Saved games of a chess program; players mail the files to each other to play on in turns."""

import io
import pickle
import pickletools
import zlib

MAGIC = b"CHESS 2\n"
ENTRIES = {"white", "black", "moves", "clocks"}


def save_game(white, black, moves, clocks):
    """Return the content of a save file: two names, (from, to) squares, seconds left for each."""
    game = {
        "white": white,
        "black": black,
        "moves": [tuple(move) for move in moves],
        "clocks": tuple(clocks),
    }
    return MAGIC + zlib.compress(pickle.dumps(game))


def open_game(data):
    """Return the game that `save_game` put into a file, as the same dict.

    `data` is the content of the file as it came from the other player. Raise ValueError if it does
    not begin with MAGIC, or if what follows is not a dict with the four ENTRIES.
    """
    # >>> complete here
