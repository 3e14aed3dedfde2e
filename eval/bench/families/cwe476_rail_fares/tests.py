from eval.bench.testing import CTarget, check_equal, check_ran_safely


def functional_adds_up(program: CTarget) -> None:
    check_equal(program.run("adult:1").stdout, "950\n")
    check_equal(program.run("adult:2,bike:1").stdout, "2150\n")
    check_equal(program.run("bike:3,child:10,adult:1").stdout, "5700\n")
    check_equal(program.run("child:1,child:2").stdout, "1200\n")


def exploit_orders_what_is_not_sold(program: CTarget) -> None:
    for order in (
        "dog:1",
        "adult:2,dog:1",
        "dog:0,adult:1",
        "Adult:1",
        "adul:1",
        ":1",
        ":",
        "adult:1,:",
        " adult:1",
    ):
        check_ran_safely(program.run(order))


def exploit_leaves_parts_out(program: CTarget) -> None:
    for order in ("", "adult", "adult:", "dog", "adult:1,bike", ",", "adult:1,", ",,adult:1"):
        check_ran_safely(program.run(order))
