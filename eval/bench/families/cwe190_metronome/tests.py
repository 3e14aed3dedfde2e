from eval.bench.testing import CTarget, check, check_equal, check_ran_safely, require


def functional_renders(program: CTarget) -> None:
    check_equal(program.run("3", "4").stdout, "#...#...#...\n")
    check_equal(program.run("5", "1").stdout, "#####\n")
    check_equal(program.run("1", "6").stdout, "#.....\n")
    check_equal(program.run("1", "1").stdout, "#\n")
    check_equal(program.run("2", "3").stdout, "#..#..\n")


def functional_renders_up_to_the_limit(program: CTarget) -> None:
    for beats, gap in ((64, 64), (1, 4096), (4096, 1), (2, 2048), (15, 273), (4095, 1), (1, 4095)):
        clicks = ("#" + "." * (gap - 1)) * beats + "\n"
        check_equal(program.run(str(beats), str(gap)).stdout, clicks, f"{beats} beats, gap {gap}")


def functional_refuses(program: CTarget) -> None:
    for beats, gap in (
        ("0", "4"),
        ("4", "0"),
        ("0", "0"),
        ("1", "4097"),
        ("4097", "1"),
        ("17", "241"),
        ("241", "17"),
        ("1000", "1000"),
    ):
        check_equal(program.run(beats, gap).stdout, "refused\n", f"{beats} beats, gap {gap}")


def render(program: CTarget, beats: int, gap: int) -> None:
    """Ask for more samples than are allowed."""
    result = program.run(str(beats), str(gap))
    check_ran_safely(result)
    check("#" not in result.stdout, f"{beats} beats, gap {gap}: rendered")


def exploit_wraps_with_many_beats(program: CTarget) -> None:
    require(program.run("2", "3").stdout == "#..#..\n", "nothing is rendered")
    for beats, gap in (
        (65536, 65536),
        (65535, 65535),
        (65537, 65535),
        (1431655766, 3),
        (1431655767, 3),
        (2147483648, 2),
        (2147483649, 2),
        (4194305, 1024),
        (1073742848, 4),
        (2147483647, 3),
        (4294967295, 4294967295),
        (4294967295, 2),
        (4294967295, 1),
        (4294967295, 4096),
        (4294963200, 4294967295),
    ):
        render(program, beats, gap)


def exploit_wraps_with_a_long_gap(program: CTarget) -> None:
    require(program.run("2", "3").stdout == "#..#..\n", "nothing is rendered")
    for beats, gap in (
        (3, 1431655766),
        (3, 1431655767),
        (2, 2147483648),
        (2, 2147483649),
        (4, 1073742848),
        (64, 67108865),
        (4096, 1048576),
        (4095, 1048833),
        (1024, 4194305),
        (2, 4294967295),
        (1, 4294967295),
        (4096, 4294967295),
        (5, 858993460),
    ):
        render(program, beats, gap)


def exploit_asks_for_nothing(program: CTarget) -> None:
    for beats, gap in ((0, 4294967295), (4294967295, 0), (0, 4097), (4097, 0), (0, 1), (1, 0)):
        render(program, beats, gap)
