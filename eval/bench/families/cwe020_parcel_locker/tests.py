from dataclasses import dataclass

from eval.bench.testing import CheckFailed, CTarget, check, check_equal, check_ran_safely, require

RENT = 150
NOBODY = [0] * 12


@dataclass
class Town:
    """What the harness printed: a result for each request, then the state of the lockers."""

    results: list[int]
    stations: list[list[int]]
    owed: list[int]


def visit(program: CTarget, *requests: tuple[int, int, str]) -> Town | None:
    """Make requests, each by a customer, at a station; None where the program gave up on them."""
    result = program.run(*(str(part) for request in requests for part in request))
    check_ran_safely(result)
    _, found, state = result.stdout.rpartition("\nresults\n")
    lines = [[int(word) for word in line.split()] for line in state.splitlines()]
    return Town(lines[0], lines[1:4], lines[4]) if found else None


def rent(program: CTarget, *requests: tuple[int, int, str]) -> Town:
    town = visit(program, *requests)
    if town is None:
        raise CheckFailed(f"no result of {requests}")
    return town


def functional_rents_doors(program: CTarget) -> None:
    town = rent(program, (1, 0, "4"), (2, 0, "8-10"), (1, 0, "1-2"), (3, 0, "12"))
    check_equal(town.results, [1, 3, 2, 1], "results")
    check_equal(town.stations[0], [1, 1, 0, 1, 0, 0, 0, 2, 2, 2, 0, 3])
    check_equal(town.stations[1:], [NOBODY, NOBODY], "other stations")
    check_equal(town.owed, [0, 3 * RENT, 3 * RENT, RENT, 0, 0, 0, 0, 0, 0], "owed")


def functional_keeps_stations_apart(program: CTarget) -> None:
    town = rent(program, (7, 1, "1-12"), (8, 2, "1"), (9, 2, "11-12"), (8, 0, "12"))
    check_equal(town.results, [12, 1, 2, 1], "results")
    check_equal(town.stations[0], [0] * 11 + [8])
    check_equal(town.stations[1], [7] * 12)
    check_equal(town.stations[2], [8] + [0] * 9 + [9, 9])
    check_equal(town.owed[7:], [12 * RENT, 2 * RENT, 2 * RENT], "owed")


def functional_refuses_taken_doors(program: CTarget) -> None:
    taken = [(1, 1, "5"), (1, 1, "12")]
    for request in ("5", "12", "2-5", "5-7", "4-6", "1-12", "11-12"):
        town = rent(program, *taken, (2, 1, request))
        check_equal(town.results, [1, 1, -1], f"results for {request}")
        check_equal(town.stations[1], [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1])
        check_equal(town.owed[1:3], [2 * RENT, 0], "owed")


def try_to_rent(program: CTarget, request: str) -> None:
    """Make a request at the second station; check that nothing of anybody else's changes."""
    town = visit(program, (1, 0, "2"), (1, 1, "11"), (9, 1, "10"), (1, 2, "6"), (9, 1, request))
    if town is None:
        return
    require(town.results[:4] == [1] * 4, "no doors are rented")
    first, row, last = town.stations
    check_equal(first, [0, 1] + [0] * 10, f"{request:.40}: first station")
    check_equal(last, [0] * 5 + [1] + [0] * 6, f"{request:.40}: last station")
    check(row[9:11] == [9, 1] and set(row) <= {0, 1, 9}, f"{request:.40} gives {row}")
    check(row.count(1) == 1, f"{request:.40} gives {row}")
    rented = row.count(9)
    check(town.owed[9] == RENT * rented, f"{request:.40}: {rented} doors for {town.owed[9]}")
    check_equal(town.owed[:9], [0, 3 * RENT] + [0] * 7, f"{request:.40}: what the others owe")


def exploit_names_doors_of_other_stations(program: CTarget) -> None:
    for request in (
        "13",
        "12-13",
        "13-14",
        "0",
        "0-3",
        "00",
        "-1",
        "-2-4",
        "-11",
        "19-24",
        "-3--1",
    ):
        try_to_rent(program, request)


def exploit_runs_backwards(program: CTarget) -> None:
    for request in ("3-1", "9-2", "12-1", "5-3", "12-0", "4--3", "3--90000", "1--2147483648"):
        try_to_rent(program, request)


def exploit_leaves_the_town(program: CTarget) -> None:
    for request in (
        "25",
        "1-37",
        "-12",
        "-13-2",
        "1000000",
        "2147483647",
        "-2147483648",
        "1-2147483647",
        "99999999999999999999",
        "1-99999999999999999999",
        "-99999999999999999999",
    ):
        try_to_rent(program, request)


def exploit_sends_something_else(program: CTarget) -> None:
    for request in ("", "-", "--", "x", "4-", "-4", "4-x", "x-4", " ", "4,5", "1-2-3", "7" * 3000):
        try_to_rent(program, request)
