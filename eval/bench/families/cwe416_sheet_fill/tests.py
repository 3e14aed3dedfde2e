from eval.bench.testing import CTarget, check_equal, check_ran_safely


def functional_fills(program: CTarget) -> None:
    check_equal(program.run("abc-", "0:1:4").stdout, "0 aaaaa-------")
    check_equal(program.run("abcdefghijkl", "11:0:2").stdout, "0 llldefghijkl")
    check_equal(program.run("abcd", "0:2:2", "1:5:11").stdout, "0 0 abad-bbbbbbb")


def functional_copies_emptiness(program: CTarget) -> None:
    check_equal(program.run("abcd", "6:1:2").stdout, "0 a--d--------")


def functional_refuses_other_cells(program: CTarget) -> None:
    for fill in ("-1:0:1", "12:0:1", "0:-1:2", "0:3:12", "0:5:4"):
        check_equal(program.run("abcdef", fill).stdout, "-1 abcdef------")


def exploit_fills_over_the_source(program: CTarget) -> None:
    for fills in (
        ("0:0:3",),
        ("2:1:4",),
        ("3:1:3",),
        ("2:2:2",),
        ("5:0:11",),
        ("11:0:11",),
        ("0:1:3", "2:1:3", "1:0:11"),
    ):
        check_ran_safely(program.run("abcdefghijkl", *fills))


def exploit_replaces_the_source_later(program: CTarget) -> None:
    check_ran_safely(program.run("abcdef", "0:1:2", "5:0:0", "1:3:4"))
