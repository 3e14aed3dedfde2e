from eval.bench.testing import CTarget, Exit, check_equal, check_ran_safely

PALETTE = ("000000", "ff8800", "00cc44")


def pick(program: CTarget, x: int, y: int, pixels: str = "000102020100") -> Exit:
    """Ask for a pixel of an icon three wide and two high."""
    return program.run("3", "2", str(x), str(y), pixels, *PALETTE)


def functional_finds_colours(program: CTarget) -> None:
    check_equal(pick(program, 0, 0).stdout, "000000\n")
    check_equal(pick(program, 2, 0).stdout, "00cc44\n")
    check_equal(pick(program, 1, 1).stdout, "ff8800\n")
    check_equal(pick(program, 2, 1).stdout, "000000\n")


def exploit_leaves_the_icon(program: CTarget) -> None:
    for x, y in (
        (-1, 0),
        (0, -1),
        (3, 1),
        (0, 2),
        (40, 40),
        (-(2**31), 0),
        (0, -(2**31)),
        (2**31 - 1, 2**31 - 1),
    ):
        check_ran_safely(pick(program, x, y))


def exploit_leaves_the_palette(program: CTarget) -> None:
    for number in ("03", "04", "07", "7f", "80", "ff"):
        check_ran_safely(pick(program, 1, 0, pixels=f"00{number}00000000"))
