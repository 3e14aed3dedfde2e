import struct

from eval.bench.testing import PythonTarget, check, check_equal, require

MOST = 107374182  # tips of a single gauge that still fit into its total


def reports(*pairs: tuple[int, int]) -> bytes:
    return b"".join(struct.pack("<HI", gauge, tips) for gauge, tips in pairs)


def functional_adds_rain(program: PythonTarget) -> None:
    program.call("add_reports", reports((2, 7)))
    check_equal(program.call("totals"), [0, 0, 140, 0])
    program.call("add_reports", reports((0, 1), (3, 449), (2, 3)))
    program.call("add_reports", b"")
    check_equal(program.call("totals"), [20, 0, 200, 8980])
    check_equal(program.call("flooding"), [])
    program.call("add_reports", reports((3, 1), (1, 450), (0, 0)))
    check_equal(program.call("totals"), [20, 9000, 200, 9000])
    check_equal(program.call("flooding"), [1, 3])


def functional_adds_several_reports_of_a_gauge(program: PythonTarget) -> None:
    program.call("add_reports", reports((1, 5), (0, 2), (1, 6), (1, 7)))
    check_equal(program.call("totals"), [40, 360, 0, 0])
    program.call("add_reports", reports(*[(3, tips) for tips in range(200)]))
    check_equal(program.call("totals"), [40, 360, 0, 398_000])
    program.call("start_day")
    program.call("add_reports", reports((0, MOST), (1, MOST - 1), (3, 70_000_000)))
    check_equal(program.call("totals"), [2147483640, 2147483620, 0, 1_400_000_000])
    program.call("add_reports", reports((1, 1), (3, MOST - 70_000_000), (0, 0)))
    check_equal(program.call("totals"), [2147483640, 2147483640, 0, 2147483640])
    check_equal(program.call("flooding"), [0, 1, 3])


def attack(program: PythonTarget, *messages: list[tuple[int, int]]) -> None:
    """Send messages on a new day; check that no total shrinks and that no flood goes unnoticed."""
    program.call("start_day")
    program.attempt("add_reports", reports((0, 100), (1, 450)))
    before = program.attempt("totals")
    require(before == [2000, 9000, 0, 0], "no rain is added")
    for message in messages:
        program.attempt("add_reports", reports(*message))
        after, warned = program.attempt("totals"), program.attempt("flooding")
        for gauge, (was, now) in enumerate(zip(before, after, strict=True)):
            # A report of a flood may be refused, but not be taken for a drizzle.
            drizzle = sum(20 * tips for to, tips in message if to == gauge and tips < 450)
            noticed = gauge in warned or now <= was + drizzle
            check(now >= was and noticed, f"from {was} to {now}, warnings: {warned}")
        before = after


def exploit_wraps_with_one_report(program: PythonTarget) -> None:
    for tips in (
        MOST + 1,
        MOST - 449,
        120_000_000,
        150_000_000,
        214_747_900,
        214_748_364,
        214_748_365,
        214_748_800,
        429_496_730,
        536_870_913,
        2**31 - 1,
        2**31,
        2**31 + 1,
        3_221_225_473,
        2**32 - 1,
    ):
        attack(program, [(1, tips), (2, 3), (0, tips)])
        attack(program, [(3, tips), (1, 0)])


def exploit_wraps_with_several_reports(program: PythonTarget) -> None:
    for reported in (
        [(1, MOST), (1, MOST)],
        [(1, MOST - 450), (1, 1)],
        [(0, MOST - 100), (0, 1)],
        [(3, MOST), (3, 1)],
        [(3, 60_000_000)] * 2,
        [(2, 60_000_000), (1, 60_000_000), (2, 60_000_000), (1, 60_000_000)],
        [(3, MOST), (3, MOST), (3, 3)],
        [(3, 53_687_092)] * 4,
        [(3, 2**31), (3, 2**31), (3, 1)],
        [(3, 2**32 - 1)] * 5,
        [(3, 107_000_000), (3, MOST), (3, 800_000)],
    ):
        attack(program, reported)
        attack(program, *[[pair] for pair in reported])
    attack(program, [(0, 1_000_000)] * 215)
    attack(program, [(0, 2_000_000)] * 4000)
