from eval.bench.testing import CTarget, Exit, check, check_equal, check_ran_safely

MAP = ("abcdef", "ghijkl", "mnopqr", "stuvwx")
LEAST, MOST = -(2**31), 2**31 - 1


def shift(
    program: CTarget, area: tuple[int, int, int, int], by: int, rows: tuple[str, ...] = MAP
) -> Exit:
    """Shift an area given as column, row, columns and rows."""
    return program.run(str(len(rows[0])), *map(str, (*area, by)), "".join(rows))


def check_shift(
    program: CTarget, area: tuple[int, int, int, int], by: int, *rows: str, before: tuple = MAP
) -> None:
    expected = "\n".join((str(area[2] * area[3]), *rows, ""))
    check_equal(shift(program, area, by, before).stdout, expected, f"{area} by {by}")


def check_nothing_else_changes(
    program: CTarget, area: tuple[int, int, int, int], by: int, tiles: tuple[str, ...] = MAP
) -> None:
    """Shift an area and compare the tiles that are neither in it nor where it goes."""
    result = shift(program, area, by, tiles)
    check_ran_safely(result)
    column, row, columns, rows = area
    after = result.stdout.splitlines()[1:]
    if len(after) != len(tiles):
        return
    for y, (old, new) in enumerate(zip(tiles, after, strict=True)):
        for x, (tile, shown) in enumerate(zip(old, new, strict=False)):
            touched = any(column + by_ <= x < column + by_ + columns for by_ in (0, by))
            if not (touched and row <= y < row + rows):
                check(tile == shown, f"{area} by {by}: the tile at {x}, {y} changed")


def functional_moves_tiles(program: CTarget) -> None:
    check_shift(program, (1, 1, 2, 2), 3, "abcdef", "g..jhi", "m..pno", "stuvwx")
    check_shift(program, (4, 0, 1, 1), -2, "abed.f", *MAP[1:])
    check_shift(program, (2, 3, 2, 1), 2, *MAP[:3], "st..uv")
    check_shift(program, (3, 2, 3, 2), -3, *MAP[:2], "pqr...", "vwx...")


def functional_moves_onto_itself(program: CTarget) -> None:
    check_shift(program, (0, 0, 4, 1), 1, ".abcdf", *MAP[1:])
    check_shift(program, (1, 1, 4, 1), -1, MAP[0], "hijk.l", *MAP[2:])
    check_shift(program, (0, 2, 3, 2), 2, *MAP[:2], "..mnor", "..stux")
    check_shift(program, (2, 0, 4, 2), -2, "cdef..", "ijkl..", *MAP[2:])
    check_shift(program, (2, 1, 3, 2), 0, *MAP)


def functional_reaches_the_edges(program: CTarget) -> None:
    check_shift(program, (0, 0, 6, 4), 0, *MAP)
    check_shift(program, (0, 0, 1, 4), 5, ".bcdea", ".hijkg", ".nopqm", ".tuvws")
    check_shift(program, (5, 3, 1, 1), -5, *MAP[:3], "xtuvw.")
    check_shift(program, (0, 0, 5, 4), 1, ".abcde", ".ghijk", ".mnopq", ".stuvw")
    check_shift(program, (0, 0, 1, 1), 0, "#", before=("#",))
    check_shift(program, (0, 1, 1, 2), 0, "#", "+", "#", before=("#", "+", "#"))
    check_shift(program, (2, 0, 2, 1), -1, "acd.", before=("abcd",))


def functional_refuses_empty_areas(program: CTarget) -> None:
    for area in ((1, 1, 0, 2), (1, 1, 2, 0), (1, 1, -1, 2), (1, 1, 2, -1)):
        check_equal(shift(program, area, 1).stdout, "\n".join(("-1", *MAP, "")), f"{area}")


def exploit_lies_outside(program: CTarget) -> None:
    for area in (
        (0, 4, 1, 1),
        (0, -1, 1, 1),
        (0, -40, 1, 1),
        (6, 3, 1, 1),
        (-1, 0, 1, 1),
        (6, 0, 1, 1),
        (-1, 2, 1, 1),
        (400, 400, 2, 2),
        (LEAST, 0, 1, 1),
        (0, LEAST, 1, 1),
        (MOST, 0, 1, 1),
        (0, MOST, 1, 1),
        (0, 715827883, 6, 1),
    ):
        for by in (0, 1, -1):
            check_nothing_else_changes(program, area, by)


def exploit_sticks_out(program: CTarget) -> None:
    for area in (
        (0, 0, 7, 1),
        (5, 3, 2, 1),
        (5, 1, 2, 1),
        (-1, 1, 2, 1),
        (-1, 0, 3, 1),
        (0, 3, 1, 2),
        (0, -1, 1, 2),
        (1, 1, 2, 4),
        (1, 1, MOST, 1),
        (1, 1, 1, MOST),
        (3, 2, 2**30, 2),
        (0, 0, 6, 5),
        (0, 0, 7, 4),
    ):
        for by in (0, -1):
            check_nothing_else_changes(program, area, by)


def exploit_moves_out(program: CTarget) -> None:
    for area, by in (
        ((0, 0, 1, 1), -1),
        ((5, 3, 1, 1), 1),
        ((0, 2, 2, 1), -1),
        ((4, 1, 2, 1), 1),
        ((2, 1, 2, 2), 3),
        ((2, 1, 2, 2), -3),
        ((0, 0, 6, 4), 1),
        ((0, 0, 6, 4), -1),
        ((1, 1, 1, 1), 400),
        ((1, 1, 1, 1), -400),
        ((1, 1, 1, 1), MOST),
        ((1, 1, 1, 1), LEAST),
        ((0, 0, 1, 1), LEAST),
        ((3, 3, 2, 1), MOST),
    ):
        check_nothing_else_changes(program, area, by)
