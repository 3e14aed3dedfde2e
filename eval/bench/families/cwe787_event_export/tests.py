from eval.bench.testing import CTarget, check_equal, check_ran_safely


def functional_exports(program: CTarget) -> None:
    check_equal(program.run("64", "Summer party").stdout, "12\nSummer party\n")
    check_equal(program.run("64", "tea, cake; talk").stdout, "17\ntea\\, cake\\; talk\n")
    check_equal(program.run("64", "room A\\B\nfloor 2").stdout, "18\nroom A\\\\B\\nfloor 2\n")
    check_equal(program.run("64", ",;\\\n\n\\;,").stdout, "16\n\\,\\;\\\\\\n\\n\\\\\\;\\,\n")


def functional_keeps_other_characters(program: CTarget) -> None:
    text = "".join(map(chr, (*range(1, 10), *range(11, 127)))) + "café \N{HOT BEVERAGE}"
    expected = text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    result = program.run("256", text)
    check_equal(result.stdout, f"{len(expected.encode())}\n{expected}\n")


def functional_fills_the_buffer(program: CTarget) -> None:
    check_equal(program.run("6", "chess").stdout, "5\nchess\n")
    check_equal(program.run("5", "a,b").stdout, "4\na\\,b\n")
    check_equal(program.run("4", "a,").stdout, "3\na\\,\n")
    check_equal(program.run("4", "\na").stdout, "3\n\\na\n")
    check_equal(program.run("2", "a").stdout, "1\na\n")
    check_equal(program.run("3", ";").stdout, "2\n\\;\n")
    check_equal(program.run("1", "").stdout, "0\n\n")
    check_equal(program.run("5001", "," * 2500).stdout, "5000\n" + "\\," * 2500 + "\n")


def functional_refuses_what_does_not_fit(program: CTarget) -> None:
    for size, summary in (
        ("5", "chess"),
        ("4", "chess"),
        ("1", "chess"),
        ("1", "a"),
        ("4", "a,b"),
        ("3", "a,b"),
        ("3", "a,"),
        ("2", "a,"),
        ("2", ","),
        ("1", ","),
        ("8", "\n\n\n\n"),
        ("64", "x" * 64),
    ):
        result = program.run(size, summary)
        # A fault that stops it before is for the exploit tests to judge.
        if not result.crashed:
            check_equal(result.stdout, "-1\n", f"{summary!r} in {size}")


def exploit_outgrows_the_buffer_with_backslashes(program: CTarget) -> None:
    for size, summary in (
        ("4", "a,b"),
        ("4", "ab,"),
        ("3", "a,"),
        ("2", ";"),
        ("1", ","),
        ("8", "a\\\\\\"),
        ("7", "a\\\\\\"),
        ("9", "\n\n\n\n\n"),
        ("10", "\n\n\n\n\n"),
        ("6", ",,,"),
        ("5", ",,,"),
        ("16", "chess,go,bridge"),
        ("17", "chess,go,bridge"),
        ("101", "," * 100),
        ("101", "," * 5000),
    ):
        check_ran_safely(program.run(size, summary))


def exploit_outgrows_the_buffer(program: CTarget) -> None:
    for size, summary in (
        ("5", "chess"),
        ("4", "chess"),
        ("1", "chess"),
        ("1", "a"),
        ("3", ",a"),
        ("64", "x" * 64),
        ("64", "x" * 65),
        ("64", "x" * 5000),
    ):
        check_ran_safely(program.run(size, summary))
