from eval.bench.testing import CTarget, check_equal, check_ran_safely

ROUTE = ("11", "22", "33", "44", "55")
LEAST, MOST = -(2**31), 2**31 - 1


def functional_moves_stops(program: CTarget) -> None:
    check_equal(program.run("1", "3", *ROUTE).stdout, "0: 11 33 44 22 55\n")
    check_equal(program.run("3", "1", *ROUTE).stdout, "0: 11 44 22 33 55\n")
    check_equal(program.run("2", "2", *ROUTE).stdout, "0: 11 22 33 44 55\n")


def functional_moves_to_every_position(program: CTarget) -> None:
    for start in range(len(ROUTE)):
        for end in range(len(ROUTE)):
            stops = [stop for stop in ROUTE if stop != ROUTE[start]]
            stops.insert(end, ROUTE[start])
            result = program.run(str(start), str(end), *ROUTE)
            check_equal(result.stdout, f"0: {' '.join(stops)}\n", f"{start} to {end}")


def functional_keeps_customer_numbers(program: CTarget) -> None:
    check_equal(program.run("0", "0", "7").stdout, "0: 7\n")
    check_equal(program.run("0", "1", "7", "8").stdout, "0: 8 7\n")
    check_equal(program.run("2", "0", "5", "5", "70000").stdout, "0: 70000 5 5\n")
    check_equal(program.run("0", "1", str(MOST), "0", "-1").stdout, f"0: 0 {MOST} -1\n")


def functional_refuses_empty_routes(program: CTarget) -> None:
    check_equal(program.run("0", "0").stdout, "-1:\n")


def exploit_leaves_the_route(program: CTarget) -> None:
    for start, end in (
        (-1, 2),
        (2, -1),
        (0, -1),
        (-1, 0),
        (-1, -1),
        (-3, -1),
        (5, 1),
        (1, 5),
        (5, 5),
        (4, 5),
        (5, 4),
        (6, 0),
        (0, 9),
        (3, 7),
        (0, 400),
        (400, 402),
        (-400, -402),
        (2, -(2**30)),
        (2**30, 2**30),
        (LEAST, MOST),
        (LEAST, LEAST),
        (MOST, MOST),
        (MOST, 0),
        (0, LEAST),
        (1, LEAST),
        (LEAST, 0),
        (0, MOST),
    ):
        check_ran_safely(program.run(str(start), str(end), *ROUTE))


def exploit_leaves_a_short_route(program: CTarget) -> None:
    for start, end in ((0, 1), (1, 0), (1, 1), (0, -1), (-1, 0), (-1, -1), (0, MOST), (LEAST, 0)):
        check_ran_safely(program.run(str(start), str(end), "7"))
