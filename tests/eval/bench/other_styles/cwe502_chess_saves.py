"""Saved games of a chess program; players mail the files to each other to play on in turns."""

import pickle
import pickletools
import zlib

MAGIC = b"CHESS 2\n"
ENTRIES = {"white", "black", "moves", "clocks"}
MAX_SIZE = 8 << 20

# All that pickle needs for texts, numbers, lists, tuples and dicts.
PLAIN = set(
    "PROTO FRAME STOP MARK MEMOIZE BINGET LONG_BINGET "
    "SHORT_BINUNICODE BINUNICODE BINUNICODE8 "
    "BININT BININT1 BININT2 LONG1 LONG4 BINFLOAT NONE NEWTRUE NEWFALSE "
    "EMPTY_LIST APPEND APPENDS EMPTY_TUPLE TUPLE TUPLE1 TUPLE2 TUPLE3 "
    "EMPTY_DICT SETITEM SETITEMS".split()
)


def save_game(white, black, moves, clocks):
    """Return the content of a save file: two names, (from, to) squares, seconds left for each."""
    game = {
        "white": white,
        "black": black,
        "moves": [tuple(move) for move in moves],
        "clocks": tuple(clocks),
    }
    return MAGIC + zlib.compress(pickle.dumps(game))


def unpack(data):
    unpacker = zlib.decompressobj()
    stream = unpacker.decompress(data, MAX_SIZE)
    if not unpacker.eof:
        raise ValueError("too large, or cut off")
    return stream


def open_game(data):
    """Return the game that `save_game` put into a file, as the same dict."""
    if not data.startswith(MAGIC):
        raise ValueError("not a saved game")
    try:
        stream = unpack(data[len(MAGIC) :])
        strange = {opcode.name for opcode, _, _ in pickletools.genops(stream)} - PLAIN
        game = None if strange else pickle.loads(stream)
    except Exception as error:
        raise ValueError("a damaged game") from error
    if not isinstance(game, dict) or game.keys() != ENTRIES:
        raise ValueError("not a game")
    return game
