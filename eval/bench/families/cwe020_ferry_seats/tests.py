from dataclasses import dataclass

from eval.bench.testing import CheckFailed, CTarget, check, check_equal, check_ran_safely, require


@dataclass
class Ferry:
    """What the harness printed: a result for each sale, who has which seat, and the takings."""

    results: list[int]
    seats: dict[str, int]
    takings: int


def visit(program: CTarget, *sales: tuple[str | bytes, int]) -> Ferry | None:
    """Sell seats, each to a passenger; None where the program gave up on it."""
    result = program.run(*(str(x) if isinstance(x, int) else x for sale in sales for x in sale))
    check_ran_safely(result)
    _, found, state = result.stdout.rpartition("\nresults\n")
    if not found:
        return None
    lines = [[int(word) for word in line.split()] for line in state.splitlines()]
    labels = [f"{row}{letter}" for row in range(1, 25) for letter in "ABCD"]
    seats = {label: one for label, one in zip(labels, lines[1], strict=True) if one != 0}
    return Ferry(lines[0], seats, lines[2][0])


def sell(program: CTarget, *sales: tuple[str, int]) -> Ferry:
    ferry = visit(program, *sales)
    if ferry is None:
        raise CheckFailed(f"no result of {sales}")
    return ferry


def functional_sells_seats(program: CTarget) -> None:
    ferry = sell(program, ("7C", 31), ("12A", 32), ("10B", 33))
    check_equal(ferry.results, [1900, 1900, 1900], "results")
    check_equal(ferry.seats, {"7C": 31, "12A": 32, "10B": 33}, "passengers")
    check_equal(ferry.takings, 5700, "takings")


def functional_sells_every_seat(program: CTarget) -> None:
    sales = [(f"{row}{letter}", row) for letter in "BDAC" for row in range(24, 0, -1)]
    ferry = sell(program, *sales)
    check_equal(ferry.results, ([1900] * 18 + [5200] * 6) * 4, "results")
    check_equal(ferry.seats, dict(sales), "passengers")
    check_equal(ferry.takings, 72 * 1900 + 24 * 5200, "takings")


def functional_refuses_taken_seats(program: CTarget) -> None:
    ferry = sell(program, ("1A", 5), ("24D", 6), ("1A", 7), ("24D", 8), ("24D", 6), ("1B", 7))
    check_equal(ferry.results, [5200, 1900, -1, -1, -1, 5200], "results")
    check_equal(ferry.seats, {"1A": 5, "1B": 7, "24D": 6}, "passengers")
    check_equal(ferry.takings, 12300, "takings")


def try_to_buy(program: CTarget, label: str | bytes, *meant: str) -> None:
    """Ask for a seat; check that none but what the label may mean is sold, and at its fare."""
    earlier = {"2B": 1, "5D": 2, "9A": 3, "24D": 4}
    ferry = visit(program, *earlier.items(), (label, 9))
    if ferry is None:
        return
    require(ferry.results[:4] == [5200, 5200, 1900, 1900], "no seats are sold")
    what = f"{label!r:.40}"
    check_equal({seat: ferry.seats.get(seat) for seat in earlier}, earlier, f"after {what}")
    bought = set(ferry.seats) - set(earlier)
    check(bought <= set(meant) and len(bought) < 2, f"{what} gave {bought}")
    fares = sum(5200 if int(seat[:-1]) <= 6 else 1900 for seat in bought)
    check_equal(ferry.takings, 14200 + fares, f"takings after {what}")


def exploit_names_no_letter_of_a_row(program: CTarget) -> None:
    for label in ("7@", "7=", "8?", "8<", "1E", "3E", "6E", "8E", "23H", "7G", "10P", "1@", "24E"):
        try_to_buy(program, label)
    for label in (
        "7",
        "12",
        "7-",
        "7 ",
        "A",
        "AA",
        "D7",
        "7\n",
        "7\x01",
        b"7\xc3\xa9",
        "1Z",
        "24Z",
    ):
        try_to_buy(program, label)


def exploit_names_no_row(program: CTarget) -> None:
    for label in ("0A", "0D", "-0B", "-1A", "-1D", "-7C", "25A", "25D", "26A", "99C", "00C", "0Z"):
        try_to_buy(program, label)
    for label in ("1000000A", "2147483647A", "-2147483648A", "536870913A", "1073741825A"):
        try_to_buy(program, label)
    for label in ("1610612737D", "99999999999999999999A", "-99999999999999999999A"):
        try_to_buy(program, label)


def exploit_sends_something_else(program: CTarget) -> None:
    for label in ("", " ", "@", "\n", "%s", "x" * 5000, "7" * 5000, "C" + "7" * 5000):
        try_to_buy(program, label)
    for label in (" 7C", "07C", "+7C", "7c", "7 C", "7C ", "7CC", "7C7", "4294967303C"):
        try_to_buy(program, label, "7C")
    try_to_buy(program, "7CB", "7C", "7B")
    try_to_buy(program, "1c", "1C")
    try_to_buy(program, "24d")
    try_to_buy(program, "7e")
