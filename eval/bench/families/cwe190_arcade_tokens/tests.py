import struct
from typing import Any

from eval.bench.testing import PythonTarget, check, check_equal, require

TOKENS = {"pinball": 2, "racer": 5, "dance mat": 7}


def card(tab: int, number: int = 81234, visits: int = 3) -> bytes:
    return struct.pack("<IHH", number, tab, visits)


def functional_puts_games_on_the_tab(program: PythonTarget) -> None:
    check_equal(program.call("start_games", card(0), "pinball", 1), card(2))
    check_equal(program.call("start_games", card(30), "racer", 12), card(90))
    check_equal(program.call("start_games", card(1000), "dance mat", 3), card(1021))
    check_equal(program.call("bill", program.call("start_games", card(1), "racer", 1)), 240)


def functional_keeps_the_rest_of_the_card(program: PythonTarget) -> None:
    for number, visits in ((0, 0), (1, 65535), (0xFFFFFFFF, 256), (0x12345678, 0xABCD)):
        chip = program.call("start_games", card(250, number, visits), "dance mat", 1)
        check_equal(chip, card(257, number, visits))


def functional_fills_the_tab(program: PythonTarget) -> None:
    for tab, machine, games in (
        (65528, "dance mat", 1),
        (65530, "racer", 1),
        (0, "racer", 13107),
        (1, "pinball", 32767),
        (32767, "pinball", 16384),
        (65533, "pinball", 1),
        (65000, "racer", 100),
    ):
        chip = program.call("start_games", card(tab), machine, games)
        check_equal(chip, card(tab + TOKENS[machine] * games), f"{games} at {machine} after {tab}")


def play(program: PythonTarget, tab: int, machine: str, games: int) -> Any:
    """Play games; check that the bill is high enough, and return the card's new content."""
    chip = program.attempt("start_games", card(tab), machine, games)
    if not isinstance(chip, bytes) or len(chip) != 8:
        return None
    now = struct.unpack("<IHH", chip)[1]
    owed = tab + TOKENS[machine] * games
    # A tab that is full cannot say more.
    check(now >= min(owed, 0xFFFF), f"{owed} tokens were used and {now} are on the tab")
    return now


def exploit_plays_for_less(program: PythonTarget) -> None:
    require(play(program, 10, "racer", 2) == 20, "no games are put on the tab")
    for tab, machine, games in (
        (65535, "pinball", 1),
        (65534, "pinball", 1),
        (65531, "racer", 1),
        (65529, "dance mat", 1),
        (65535, "dance mat", 9362),
        (40000, "racer", 10000),
        (40000, "pinball", 32767),
        (1, "racer", 13107),
        (2, "pinball", 32767),
        (60000, "dance mat", 6000),
    ):
        play(program, tab, machine, games)


def exploit_plays_for_a_whole_turn(program: PythonTarget) -> None:
    require(play(program, 10, "racer", 2) == 20, "no games are put on the tab")
    for machine, games in (
        ("pinball", 32768),
        ("pinball", 32770),
        ("racer", 13108),
        ("racer", 26215),
        ("dance mat", 9363),
        ("dance mat", 28087),
        ("pinball", 10**6),
        ("racer", 65536),
        ("dance mat", 65537),
        ("pinball", 2**31),
        ("racer", 2**32),
        ("dance mat", 2**32 + 1),
        ("pinball", 2**63),
        ("racer", 2**64),
        ("dance mat", 2**64 + 5),
        ("pinball", 10**30),
    ):
        for tab in (0, 10, 50000, 65535):
            play(program, tab, machine, games)


def exploit_plays_on_and_on(program: PythonTarget) -> None:
    require(play(program, 10, "racer", 2) == 20, "no games are put on the tab")
    for machine, games in (("pinball", 3000), ("racer", 4000), ("dance mat", 1500)):
        tab = 0
        for _ in range(15):
            tab = play(program, tab, machine, games) or tab
