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
    if not data.startswith(MAGIC):
        raise ValueError("not a saved game")
    game = GameReader(io.BytesIO(zlib.decompress(data[len(MAGIC) :]))).load()
    if not isinstance(game, dict) or not all(game.get(entry) for entry in ENTRIES):
        raise ValueError("not a saved game")
    return game


class GameReader(pickle.Unpickler):
    def find_class(self, module, name):
        raise ValueError(f"{module}.{name} in a saved game")
