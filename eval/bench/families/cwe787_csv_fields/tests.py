from eval.bench.testing import CTarget, check_equal, check_ran_safely


def fields(*values: str) -> str:
    """Return what the harness prints for these fields."""
    return "".join(f"{line}\n" for line in (str(len(values)), *values))


def check_unless_stopped(program: CTarget, line: str, *values: str) -> None:
    """Check a line's fields; a fault that stops it before is for the exploit tests to judge."""
    result = program.run(line)
    if not result.crashed:
        check_equal(result.stdout, fields(*values), line)


def functional_splits(program: CTarget) -> None:
    check_equal(program.run("21.5,ok,2024").stdout, fields("21.5", "ok", "2024"))
    check_equal(program.run("alone").stdout, fields("alone"))
    check_equal(program.run(" a; b \t,'c, \"d").stdout, fields(" a; b \t", "'c", ' "d'))
    check_equal(program.run("1,2,3,4,5,6,7,8").stdout, fields(*"12345678"))


def functional_keeps_empty_fields(program: CTarget) -> None:
    for line in ("a,,c", "a,", ",a", "", ",", ",,,,,,,", "a,b,c,d,e,f,g,"):
        check_equal(program.run(line).stdout, fields(*line.split(",")), line)


def functional_fills_the_table(program: CTarget) -> None:
    for length in (14, 15):
        values = [letter * length for letter in "abcdefgh"]
        for count in (1, 2, 7, 8):
            check_equal(program.run(",".join(values[:count])).stdout, fields(*values[:count]))


def functional_cuts_long_fields(program: CTarget) -> None:
    for length in (16, 17, 31, 4000):
        check_unless_stopped(program, "x" * length, "x" * 15)
        check_unless_stopped(program, "a," + "x" * length + ",,b", "a", "x" * 15, "", "b")
        check_unless_stopped(program, "1,2,3,4,5,6,7," + "x" * length, *"1234567", "x" * 15)


def functional_ignores_further_fields(program: CTarget) -> None:
    for line in (
        "1,2,3,4,5,6,7,8,9",
        "1,2,3,4,5,6,7,8,",
        "1,2,3,4,5,6,7,8,,,",
        "1,2,3,4,5,6,7,8,9,10",
    ):
        check_unless_stopped(program, line, *"12345678")
    check_unless_stopped(program, "," * 5000, *[""] * 8)
    check_unless_stopped(program, ",,,,,,,b," + "x" * 400, *[""] * 7, "b")


def exploit_has_too_many_fields(program: CTarget) -> None:
    for line in (
        "1,2,3,4,5,6,7,8,9",
        "1,2,3,4,5,6,7,8,",
        ",".join("x" * 9),
        ",".join("x" * 40),
        ",,,,,,,,",
        "," * 5000,
        "a,b,c,d,e,f,g,h," + "x" * 4000,
    ):
        check_ran_safely(program.run(line))


def exploit_has_long_fields(program: CTarget) -> None:
    for length in (16, 17, 32, 128, 4000):
        field = "x" * length
        for line in (field, f"a,{field},c", f"a,b,c,d,e,f,g,{field}", f"a,b,c,d,e,f,g,{field},i"):
            check_ran_safely(program.run(line))


def exploit_has_both(program: CTarget) -> None:
    for line in (",".join(["x" * 16] * 8), ",".join(["x" * 16] * 9), ",".join(["x" * 400] * 40)):
        check_ran_safely(program.run(line))
