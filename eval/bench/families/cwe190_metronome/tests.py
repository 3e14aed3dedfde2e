from eval.bench.testing import CTarget, check, check_equal, check_ran_safely


def functional_renders(program: CTarget) -> None:
    check_equal(program.run("3", "4").stdout, "#...#...#...\n")
    check_equal(program.run("5", "1").stdout, "#####\n")
    check_equal(program.run("1", "6").stdout, "#.....\n")
    check_equal(program.run("64", "64").stdout, ("#" + "." * 63) * 64 + "\n")


def functional_refuses(program: CTarget) -> None:
    for beats, gap in (("0", "4"), ("4", "0"), ("1", "4097"), ("17", "241"), ("1000", "1000")):
        check_equal(program.run(beats, gap).stdout, "refused\n", f"{beats} beats, gap {gap}")


def exploit_wraps_the_size(program: CTarget) -> None:
    for beats, gap in (
        ("65536", "65536"),
        ("65535", "65535"),
        ("1431655766", "3"),
        ("1431655767", "3"),
        ("3", "1431655766"),
        ("3", "1431655767"),
        ("2", "2147483648"),
        ("2147483648", "2"),
        ("4294967295", "4294967295"),
        ("4194305", "1024"),
    ):
        result = program.run(beats, gap)
        check_ran_safely(result)
        check("#" not in result.stdout, f"{beats} beats, gap {gap}: rendered")
