from eval.bench.testing import CTarget, Exit, check_equal, check_ran_safely

LEAST, MOST = -(2**31), 2**31 - 1
PIXELS = "abcdefgh"
RING = ("3:D", "5:F", "0:A", "7:H")


def undo(
    program: CTarget,
    steps: int,
    cursor: int,
    noted: int,
    ring: tuple[str, ...] = RING,
    pixels: str = PIXELS,
) -> Exit:
    return program.run(pixels, *map(str, (len(ring), cursor, noted, steps)), *ring)


def functional_undoes_edits(program: CTarget) -> None:
    check_equal(undo(program, 1, 3, 3).stdout, "1\nAbcdefgh\n2 2\n")
    check_equal(undo(program, 2, 3, 3).stdout, "2\nAbcdeFgh\n1 1\n")
    check_equal(undo(program, 3, 3, 3).stdout, "3\nAbcDeFgh\n0 0\n")
    check_equal(undo(program, 1, 1, 1).stdout, "1\nabcDefgh\n0 0\n")
    check_equal(undo(program, 0, 3, 3).stdout, "0\nabcdefgh\n3 3\n")


def functional_goes_round_the_ring(program: CTarget) -> None:
    check_equal(undo(program, 1, 0, 4).stdout, "1\nabcdefgH\n3 3\n")
    check_equal(undo(program, 2, 1, 4).stdout, "2\nabcDefgH\n3 2\n")
    check_equal(undo(program, 3, 1, 3).stdout, "3\nAbcDefgH\n2 0\n")
    for cursor in range(4):
        check_equal(undo(program, 4, cursor, 4).stdout, f"4\nAbcDeFgH\n{cursor} 0\n")
    for cursor in range(3):
        expected = f"3\nAbcDeFgh\n{cursor} 0\n"
        check_equal(undo(program, 3, cursor, 3, RING[:3]).stdout, expected)
    check_equal(undo(program, 2, 1, 3, RING[:3]).stdout, "2\nAbcDefgh\n2 1\n")
    check_equal(undo(program, 1, 0, 1, ("2:C",)).stdout, "1\nabCdefgh\n0 0\n")
    check_equal(undo(program, 1, 0, 1, ("0:#",), "x").stdout, "1\n#\n0 0\n")


def functional_stops_where_nothing_is_noted(program: CTarget) -> None:
    check_equal(undo(program, 4, 3, 2).stdout, "2\nAbcdeFgh\n1 0\n")
    check_equal(undo(program, MOST, 2, 4).stdout, "4\nAbcDeFgH\n2 0\n")
    check_equal(undo(program, 5, 0, 4).stdout, "4\nAbcDeFgH\n0 0\n")
    check_equal(undo(program, 3, 2, 0).stdout, "0\nabcdefgh\n2 0\n")


def functional_starts_with_the_newest(program: CTarget) -> None:
    ring = ("2:1", "2:2", "2:3", "2:4")
    check_equal(undo(program, 1, 2, 4, ring).stdout, "1\nab2defgh\n1 3\n")
    check_equal(undo(program, 3, 2, 4, ring).stdout, "3\nab4defgh\n3 1\n")
    check_equal(undo(program, 4, 2, 4, ring).stdout, "4\nab3defgh\n2 0\n")


def exploit_edits_pixels_outside(program: CTarget) -> None:
    for pixel in (-1, 8, -2, 9, 15, -8, 40, -40, 70000, -70000, LEAST, MOST, -(2**30), 2**30):
        ring = ("3:D", "5:F", f"{pixel}:!", "7:H")
        check_ran_safely(undo(program, 1, 3, 3, ring))
        check_ran_safely(undo(program, 4, 1, 4, ring))
    for place in range(3):
        ring = tuple("300:!" if i == place else f"{i}:#" for i in range(3))
        check_ran_safely(undo(program, 1, (place + 1) % 3, 3, ring))
        check_ran_safely(undo(program, 3, place, 3, ring))
    for pixel in (1, -1):
        check_ran_safely(undo(program, 1, 0, 1, (f"{pixel}:!",), "x"))


def exploit_moves_the_cursor_out(program: CTarget) -> None:
    for cursor in (-1, 5, -2, 6, -4, -5, 8, -8, 9, 300, -300, LEAST, LEAST + 1, MOST, MOST - 1):
        for steps in (1, 4):
            check_ran_safely(undo(program, steps, cursor, 4))
    for cursor in (-1, 2, MOST):
        check_ran_safely(undo(program, 1, cursor, 1, ("2:C",)))


def exploit_notes_more_than_a_lap(program: CTarget) -> None:
    for cursor in (0, 1, 3, 4):
        for noted in (5, 6, 9, 13, 1000):
            check_ran_safely(undo(program, noted, cursor, noted))
        for noted in (-1, LEAST, MOST):
            check_ran_safely(undo(program, 12, cursor, noted))
