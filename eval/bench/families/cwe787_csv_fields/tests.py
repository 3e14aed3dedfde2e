from eval.bench.testing import CTarget, check_equal, check_ran_safely


def functional_splits(program: CTarget) -> None:
    check_equal(program.run("21.5,ok,2024").stdout, "3\n21.5\nok\n2024\n")
    check_equal(program.run("alone").stdout, "1\nalone\n")
    check_equal(program.run("a,,c").stdout, "3\na\n\nc\n")
    check_equal(program.run("1,2,3,4,5,6,7,8").stdout, "8\n1\n2\n3\n4\n5\n6\n7\n8\n")


def exploit_overruns_the_table(program: CTarget) -> None:
    for line in (
        "1,2,3,4,5,6,7,8,9",
        ",".join("x" * 40),
        "a,b,c,d,e,f,g," + "x" * 16,
        "a,b,c,d,e,f,g," + "x" * 4000,
        "," * 5000,
    ):
        check_ran_safely(program.run(line))
