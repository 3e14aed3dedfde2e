from eval.bench.testing import CTarget, Exit, check_equal, check_ran_safely

PALETTE = ("000000", "ff8800", "00cc44")
LEAST, MOST = -(2**31), 2**31 - 1


def pick(
    program: CTarget,
    x: int,
    y: int,
    pixels: str = "000102020100",
    size: tuple[int, int] = (3, 2),
    palette: tuple[str, ...] = PALETTE,
) -> Exit:
    """Ask for a pixel of an icon, unless told otherwise three wide and two high."""
    return program.run(*map(str, (*size, x, y)), pixels, *palette)


def functional_finds_colours(program: CTarget) -> None:
    check_equal(pick(program, 0, 0).stdout, "000000\n")
    check_equal(pick(program, 2, 0).stdout, "00cc44\n")
    check_equal(pick(program, 1, 1).stdout, "ff8800\n")
    check_equal(pick(program, 2, 1).stdout, "000000\n")


def functional_finds_every_pixel(program: CTarget) -> None:
    palette = tuple(f"{number * 7:06x}" for number in range(12))
    pixels = "".join(f"{number:02x}" for number in range(12))
    for width, height in ((4, 3), (2, 6), (12, 1), (1, 12)):
        for x, y in {(0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1)}:
            found = pick(program, x, y, pixels, (width, height), palette)
            colour = palette[y * width + x]
            check_equal(found.stdout, f"{colour}\n", f"{x}, {y} of {width} x {height}")


def functional_knows_small_and_large_palettes(program: CTarget) -> None:
    check_equal(pick(program, 0, 0, "00", (1, 1), ("ffffff",)).stdout, "ffffff\n")
    palette = tuple(f"{number * 65793:06x}" for number in range(256))
    for number in (0, 1, 127, 128, 254, 255):
        found = pick(program, 1, 0, f"00{number:02x}", (2, 1), palette)
        check_equal(found.stdout, f"{palette[number]}\n", f"colour {number}")


def functional_refuses_empty_icons(program: CTarget) -> None:
    check_equal(pick(program, 0, 0, "", (0, 0)).stdout, "-1\n")


def exploit_leaves_the_icon(program: CTarget) -> None:
    for x, y in (
        (-1, 0),
        (0, -1),
        (2, -1),
        (-1, -1),
        (-2, 0),
        (-4, 1),
        (3, 1),
        (4, 1),
        (0, 2),
        (6, 0),
        (1, 2),
        (0, 3),
        (40, 40),
        (-400, 1),
        (1, -400),
        (400, 0),
        (LEAST, 0),
        (0, LEAST),
        (LEAST, LEAST),
        (MOST, 0),
        (0, MOST),
        (MOST, MOST),
        (0, 1431655766),
        (0, -1431655766),
    ):
        check_ran_safely(pick(program, x, y))


def exploit_leaves_a_small_icon(program: CTarget) -> None:
    for x, y in ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, -1)):
        check_ran_safely(pick(program, x, y, "00", (1, 1)))


def exploit_leaves_the_palette(program: CTarget) -> None:
    for number in ("03", "04", "05", "07", "08", "20", "7f", "80", "fe", "ff"):
        check_ran_safely(pick(program, 1, 0, pixels=f"00{number}00000000"))
        check_ran_safely(pick(program, 2, 1, pixels=f"0000000000{number}"))
    for number in ("01", "02", "ff"):
        check_ran_safely(pick(program, 0, 0, number, (1, 1), ("ffffff",)))
