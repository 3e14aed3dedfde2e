from eval.bench.testing import CTarget, check_equal, check_ran_safely

ROUTE = ("11", "22", "33", "44", "55")


def functional_moves_stops(program: CTarget) -> None:
    check_equal(program.run("1", "3", *ROUTE).stdout, "0: 11 33 44 22 55\n")
    check_equal(program.run("4", "0", *ROUTE).stdout, "0: 55 11 22 33 44\n")
    check_equal(program.run("0", "4", *ROUTE).stdout, "0: 22 33 44 55 11\n")
    check_equal(program.run("2", "2", *ROUTE).stdout, "0: 11 22 33 44 55\n")
    check_equal(program.run("0", "0", "7").stdout, "0: 7\n")


def exploit_leaves_the_route(program: CTarget) -> None:
    for start, end in (
        ("-1", "2"),
        ("2", "-1"),
        ("-3", "-1"),
        ("5", "1"),
        ("1", "5"),
        ("5", "5"),
        ("6", "0"),
        ("0", "9"),
        ("-2147483648", "2147483647"),
        ("2147483647", "0"),
        ("0", "-2147483648"),
    ):
        check_ran_safely(program.run(start, end, *ROUTE))
