from eval.bench.testing import CTarget, check_equal, check_ran_safely


def functional_adds_up(program: CTarget) -> None:
    check_equal(program.run("adult:1").stdout, "950\n")
    check_equal(program.run("adult:2,bike:1").stdout, "2150\n")
    check_equal(program.run("bike:3,child:10,adult:1").stdout, "5700\n")
    check_equal(program.run("child:1,child:2").stdout, "1200\n")
    check_equal(program.run("adult:20,bike:20,child:20").stdout, "32000\n")
    check_equal(program.run(",".join(["child:19"] * 50)).stdout, "380000\n")


def functional_limits_the_count(program: CTarget) -> None:
    for count in ("0", "-1", "21", "100", "-2000000000"):
        check_equal(program.run(f"adult:{count}").stdout, "-1\n", count)
        check_equal(program.run(f"child:1,adult:{count}").stdout, "-1\n", count)
        check_equal(program.run(f"adult:{count},bike:2").stdout, "-1\n", count)


def functional_refuses_what_is_not_sold(program: CTarget) -> None:
    for order in (
        "dog:1",
        "adult:2,dog:1",
        "dog:1,adult:2",
        "Adult:1",
        "adul:1",
        "adults:1",
        "adult",
        "adult:1,bike",
        "adult,bike:1",
    ):
        result = program.run(order)
        # A fault that stops it before is for the exploit tests to judge.
        if not result.crashed:
            check_equal(result.stdout, "-1\n", order)


def exploit_orders_what_is_not_sold(program: CTarget) -> None:
    for order in (
        "dog:1",
        "adult:2,dog:1",
        "dog:1,adult:1",
        "dog:20,dog:1",
        "Adult:1",
        "adul:1",
        "adultbike:1",
        ":1",
        "adult:1,:1",
        "adult:1,bike :1",
        " adult:1",
        "a" * 2000 + ":1",
    ):
        check_ran_safely(program.run(order))


def exploit_leaves_parts_out(program: CTarget) -> None:
    for order in (
        "",
        "adult",
        "adult:",
        "dog",
        "dog:",
        ":",
        "::",
        "1",
        "adult1",
        "adult:1,bike",
        "bike,adult:1",
        "adult:1,:",
        ",",
        "adult:1,",
        ",,adult:1",
        "adult:1,,bike",
    ):
        check_ran_safely(program.run(order))
