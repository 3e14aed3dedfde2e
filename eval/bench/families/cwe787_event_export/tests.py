from eval.bench.testing import CTarget, check_equal, check_ran_safely


def functional_exports(program: CTarget) -> None:
    check_equal(program.run("64", "Summer party").stdout, "12\nSummer party\n")
    check_equal(program.run("64", "tea, cake; talk").stdout, "17\ntea\\, cake\\; talk\n")
    check_equal(program.run("64", "room A\\B\nfloor 2").stdout, "18\nroom A\\\\B\\nfloor 2\n")


def functional_fills_the_buffer(program: CTarget) -> None:
    check_equal(program.run("6", "chess").stdout, "5\nchess\n")
    check_equal(program.run("5", "a,b").stdout, "4\na\\,b\n")
    check_equal(program.run("1", "").stdout, "0\n\n")


def exploit_outgrows_the_buffer(program: CTarget) -> None:
    for size, summary in (
        ("4", "a,b"),
        ("4", "ab,"),
        ("3", "a,"),
        ("2", ";"),
        ("1", ","),
        ("8", "a\\\\\\"),
        ("7", "a\\\\\\"),
        ("9", "\n\n\n\n\n"),
        ("16", "chess,go,bridge"),
        ("5", "chess"),
        ("1", "chess"),
        ("101", "," * 100),
        ("101", "," * 5000),
    ):
        check_ran_safely(program.run(size, summary))
