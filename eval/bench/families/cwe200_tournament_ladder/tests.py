import secrets
import struct

from eval.bench.targets import SANITIZER_EXIT_CODE
from eval.bench.testing import CTarget, check, check_equal, check_ran_safely

ROWS, NAME_SIZE = 6, 20
Players = list[tuple[str, int]]
NAMES = ("Iris Bell", "Bo", "", "n" * (NAME_SIZE - 1), "Jean-Luc de la Tour", "Ö. Åberg", "A")


def page_of(program: CTarget, players: Players, letter: bytes = b"\x00") -> bytes:
    """Return the page for these players, which was full of the letter, repeated, before.

    So is all other memory that the program gets, on the stack or from malloc, as in a server that
    has run for a while; AddressSanitizer's own stack frames would start out empty.
    """
    lines = "".join(f"{points} {name}\n" for name, points in players)
    options = {
        "exitcode": SANITIZER_EXIT_CODE,
        "detect_leaks": 0,
        "detect_stack_use_after_return": 0,
        "max_malloc_fill_size": 4096,
        "malloc_fill_byte": letter[0],
    }
    asan = ":".join(f"{name}={value}" for name, value in options.items())
    result = program.run(letter.hex(), stdin=lines, env={"ASAN_OPTIONS": asan})
    check_ran_safely(result)
    return bytes.fromhex(result.stdout)


def check_page(program: CTarget, players: Players, letter: bytes = b"\x00") -> None:
    page = page_of(program, players, letter)
    (count,) = struct.unpack_from("i", page)
    rows = [struct.unpack_from(f"{NAME_SIZE}si", page, 4 + 24 * row) for row in range(ROWS)]
    shown = [(name.split(b"\x00")[0], points, 0 in name) for name, points in rows[: max(0, count)]]
    expected = [(name.encode()[: NAME_SIZE - 1], points, True) for name, points in players[:ROWS]]
    check_equal(shown, expected, "rows")


def functional_shows_players(program: CTarget) -> None:
    check_page(program, [("Iris Bell", 31), ("Omar", 28)])


def functional_shows_any_number_of_players(program: CTarget) -> None:
    for count in (0, 1, ROWS - 1, ROWS, ROWS + 1, 3 * ROWS):
        players = [(f"Player {number}", 90 - number) for number in range(count)]
        check_page(program, players)
        check_page(program, players, b"\x7fpaper")


def functional_cuts_names(program: CTarget) -> None:
    for length in (NAME_SIZE - 2, NAME_SIZE - 1, NAME_SIZE, NAME_SIZE + 1, 500):
        for letter in (b"\x00", b"\x7fpaper"):
            name = ("abcdefghijklmnopqrstuvwxyz" * 20)[:length]
            check_page(program, [("Bo", 5), (name, 2**31 - 1), ("", -(2**31))], letter)


def functional_shows_any_name(program: CTarget) -> None:
    check_page(program, [(name, 0) for name in NAMES[1:]])
    check_page(program, [("%s %n 100%", 1), ("  a  b ", 1)])


def exploit_reads_the_letter(program: CTarget) -> None:
    """What a page held before must make no difference to what goes to the screens."""
    letter = secrets.token_bytes(31)
    letters = letter, bytes(255 - byte for byte in letter)
    for players in (
        [],
        [("Bo", 5)],
        [("n" * 40, 5)],
        *([(name, 7) for name in NAMES[:count]] for count in range(2, ROWS)),
        [("", 0)] * ROWS,
        [("n" * 17, 1)] * ROWS,
        [("n" * 18, 1)] * ROWS,
        [("n" * 40, 1)] * (ROWS - 1) + [("Bo", 1)],
        [("n" * 40, 1)] * (ROWS - 1),
        [("Bo", 1)] * 40,
    ):
        one, other = (page_of(program, players, text) for text in letters)
        check(one == other, f"the page for {players!r:.200} keeps some of the letter")
