from eval.bench.testing import CTarget, check_equal, check_ran_safely

BEDS = ("bean*12", "tomato*4", "*0", "asparagus*7", "leek*30")
PLAN = " ".join(BEDS)


def functional_copies_a_plan(program: CTarget) -> None:
    check_equal(program.run("4096", "bean*12").stdout, "bean*12\n" * 2)
    check_equal(program.run("4096", *BEDS).stdout, f"{PLAN}\n" * 2)
    beds = [f"plant {number}*{-number}" for number in range(100)]
    check_equal(program.run("9000", *beds).stdout, (" ".join(beds) + "\n") * 2)


def functional_copies_an_empty_plan(program: CTarget) -> None:
    check_equal(program.run("64").stdout, "none\n")
    check_equal(program.run("0").stdout, "none\n")


def functional_uses_up_the_pool(program: CTarget) -> None:
    for length in range(20):
        bed = "x" * length + "*1"
        check_equal(program.run("+48", bed).stdout, f"{bed}\n" * 2, f"twice {bed}")
    check_equal(program.run("+168", *BEDS).stdout, f"{PLAN}\n" * 2)


def functional_refuses_what_is_too_large(program: CTarget) -> None:
    for size, beds, lines in (
        ("0", BEDS[:1], 1),
        ("24", BEDS[:1], 1),
        ("31", BEDS[:1], 1),
        ("+-1", BEDS, 1),
        ("+-9", BEDS, 1),
        ("+-33", BEDS, 1),
        ("+0", BEDS, 2),
        ("+24", BEDS, 2),
        ("+64", BEDS, 2),
    ):
        result = program.run(size, *beds)
        # A fault that stops it before is for the exploit tests to judge.
        if not result.crashed:
            first = "" if lines == 1 else f"{' '.join(beds)}\n"
            check_equal(result.stdout, f"{first}none\n", f"{len(beds)} beds, {size} bytes")


def exploit_runs_out_of_memory(program: CTarget) -> None:
    for size in (0, 8, 24, 32, 48, 56, 64, 80, 96, 144, 168, 175):
        check_ran_safely(program.run(str(size), *BEDS))
    for size in ("0", "8", "16", "23", "24", "31"):
        check_ran_safely(program.run(size, "bean*12"))


def exploit_runs_out_of_memory_late(program: CTarget) -> None:
    for size in ("+-1", "+-8", "+-9", "+-16", "+-32", "+-40", "+0", "+24", "+32", "+152"):
        check_ran_safely(program.run(size, *BEDS))


def exploit_has_a_long_name(program: CTarget) -> None:
    for size in ("24", "32", "256", "1040"):
        check_ran_safely(program.run(size, "bean*12", "x" * 1000 + "*1", "leek*30"))
        check_ran_safely(program.run(size, "x" * 3000 + "*1"))


def exploit_has_many_beds(program: CTarget) -> None:
    for size in ("3992", "3999", "4000", "4016"):
        check_ran_safely(program.run(size, *BEDS * 100))
