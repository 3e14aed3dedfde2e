"""Cards of an amusement arcade: visitors play on a tab, which they pay when they leave."""

import ctypes

TOKENS = {"pinball": 2, "racer": 5, "dance mat": 7}  # for one game
CENTS = 40  # for one token


class Card(ctypes.LittleEndianStructure):
    """What is stored in the chip of a card."""

    _pack_ = 1
    _fields_ = [
        ("number", ctypes.c_uint32),
        ("tab", ctypes.c_uint16),  # tokens that its owner has used and not yet paid
        ("visits", ctypes.c_uint16),
    ]


def bill(chip):
    """Return what the owner of a card has to pay, in cents."""
    return Card.from_buffer_copy(chip).tab * CENTS


def start_games(chip, machine, games):
    """Put a number of games, from 1 up, on the tab of a card and let the machine start.

    The card's owner keyed in `games` at the machine, which is one of TOKENS. `chip` is the content of
    the card, 8 bytes; return its new content, in which only the tab is another. An exception keeps
    the machine from starting.
    """
    card = Card.from_buffer_copy(chip)
    tab = card.tab + TOKENS[machine] * games
    if tab > 0x7FFF:
        raise ValueError("please pay at the desk first")
    card.tab = tab
    return bytes(card)
