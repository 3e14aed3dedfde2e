from eval.bench.testing import CTarget, check_equal, check_ran_safely


def functional_fills(program: CTarget) -> None:
    check_equal(program.run("abc-", "0:1:4").stdout, "0 aaaaa-------")
    check_equal(program.run("abcdefghijkl", "11:0:2").stdout, "0 llldefghijkl")
    check_equal(program.run("abcdefghijkl", "0:1:11").stdout, "0 aaaaaaaaaaaa")
    check_equal(program.run("abcdefghijkl", "11:0:10").stdout, "0 llllllllllll")
    check_equal(program.run("abcdefghijkl", "5:11:11").stdout, "0 abcdefghijkf")


def functional_fills_in_turn(program: CTarget) -> None:
    check_equal(program.run("abcd", "0:2:2", "1:5:11").stdout, "0 0 abad-bbbbbbb")
    check_equal(program.run("abcdef", "0:1:2", "5:0:0", "1:3:4").stdout, "0 0 0 faaaaf------")


def functional_copies_emptiness(program: CTarget) -> None:
    check_equal(program.run("abcd", "6:1:2").stdout, "0 a--d--------")
    check_equal(program.run("abcd", "6:5:7").stdout, "0 abcd--------")


def functional_refuses_other_cells(program: CTarget) -> None:
    for fill in (
        "-1:0:1",
        "12:0:1",
        "13:3:4",
        "0:-1:2",
        "0:3:12",
        "0:12:12",
        "0:5:4",
        "0:11:1",
        "-2147483648:0:1",
        "2147483647:0:1",
        "0:-2147483648:2147483647",
        "0:0:2147483647",
    ):
        check_equal(program.run("abcdef", fill).stdout, "-1 abcdef------", fill)


def functional_fills_over_the_source(program: CTarget) -> None:
    for fill, cells in (
        ("0:0:3", "aaaaefghijkl"),
        ("2:1:4", "acccc" + "fghijkl"),
        ("3:1:3", "adddefghijkl"),
        ("2:2:2", "abcdefghijkl"),
        ("5:0:11", "f" * 12),
        ("11:0:11", "l" * 12),
    ):
        result = program.run("abcdefghijkl", fill)
        # A fault that stops it before is for the exploit tests to judge.
        if not result.crashed:
            check_equal(result.stdout, f"0 {cells}", fill)
    check_equal(program.run("ab", "5:0:6").stdout, "0 ------------")


def exploit_fills_over_the_source(program: CTarget) -> None:
    for fill in (
        "0:0:3",
        "0:0:11",
        "2:1:4",
        "3:1:3",
        "3:2:5",
        "2:2:2",
        "0:0:0",
        "11:11:11",
        "5:0:11",
        "11:0:11",
        "10:0:11",
    ):
        check_ran_safely(program.run("abcdefghijkl", fill))


def exploit_fills_again(program: CTarget) -> None:
    check_ran_safely(program.run("abcdefghijkl", "0:1:3", "2:1:3", "1:0:11"))
    check_ran_safely(program.run("abcdef", "0:1:2", "5:0:0", "1:3:4"))
    check_ran_safely(program.run("abcdef", "2:2:2", "2:2:2", "2:0:1"))
    check_ran_safely(program.run("abcdef", "1:0:0", "0:1:1", "1:0:1", "0:0:11"))
    check_ran_safely(program.run("abcdef", "3:3:4", "4:3:3", "3:2:4", "11:0:11", "0:0:11"))
