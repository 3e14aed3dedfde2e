from eval.bench.testing import CTarget, check_equal, check_ran_safely

MOTIF = b"pkyos" * 51


def chart(edge: int, width: int, repeats: int) -> bytes:
    return bytes((edge, width, repeats)) + MOTIF[:width]


def functional_lays_rows(program: CTarget) -> None:
    check_equal(program.run(stdin=b"\x02\x03\x04pyo").stdout, "16\nkkpyopyopyopyokk\n")
    check_equal(program.run(stdin=b"\x01\x01\x01p").stdout, "3\nkpk\n")
    check_equal(program.run(stdin=b"\x00\x05\x02pyooo").stdout, "10\npyooopyooo\n")
    check_equal(program.run(stdin=b"\x03\x02\x01popyooo").stdout, "8\nkkkpokkk\n")


def functional_lays_rows_without_a_motif(program: CTarget) -> None:
    check_equal(program.run(stdin=b"\x02\x03\x00pyo").stdout, "4\nkkkk\n")
    check_equal(program.run(stdin=b"\x02\x00\x07").stdout, "4\nkkkk\n")
    check_equal(program.run(stdin=b"\x02\x00\x00pyo").stdout, "4\nkkkk\n")
    check_equal(program.run(stdin=b"\x00\x00\x00").stdout, "0\n")
    check_equal(program.run(stdin=b"\x00\xff\x00" + MOTIF).stdout, "0\n")
    check_equal(program.run(stdin=b"\x00\x00\xff").stdout, "0\n")


def functional_uses_all_needles(program: CTarget) -> None:
    for edge, width, repeats in (
        (0, 48, 1),
        (0, 1, 48),
        (24, 0, 9),
        (4, 10, 4),
        (23, 2, 1),
        (1, 23, 2),
        (0, 47, 1),
        (2, 43, 1),
    ):
        row = b"k" * edge + MOTIF[:width] * repeats + b"k" * edge
        result = program.run(stdin=chart(edge, width, repeats))
        check_equal(result.stdout, f"{len(row)}\n{row.decode()}\n")


def functional_refuses_short_charts(program: CTarget) -> None:
    for text in (b"", b"\x00", b"\x01\x01", b"\x01\x01\x01", b"\x02\x05\x02pyoo", b"\x00\x30\x01p"):
        check_equal(program.run(stdin=text).stdout, "-1\n", repr(text))


def functional_refuses_wide_rows(program: CTarget) -> None:
    for edge, width, repeats in (
        (0, 49, 1),
        (0, 7, 7),
        (24, 1, 1),
        (25, 0, 0),
        (4, 41, 1),
        (255, 255, 255),
    ):
        result = program.run(stdin=chart(edge, width, repeats))
        # A fault that stops it before is for the exploit tests to judge.
        if not result.crashed:
            check_equal(result.stdout, "-1\n", f"{edge}, {width}, {repeats}")


def exploit_has_too_many_motifs(program: CTarget) -> None:
    for width, repeats in (
        (49, 1),
        (1, 49),
        (25, 2),
        (7, 7),
        (48, 2),
        (16, 16),
        (32, 8),
        (64, 4),
        (3, 86),
        (255, 1),
        (1, 255),
        (255, 255),
    ):
        check_ran_safely(program.run(stdin=chart(0, width, repeats)))


def exploit_has_wide_edges(program: CTarget) -> None:
    for edge, width, repeats in (
        (24, 1, 1),
        (25, 0, 0),
        (1, 47, 1),
        (1, 1, 47),
        (10, 29, 1),
        (16, 8, 3),
        (47, 1, 1),
        (48, 0, 0),
        (49, 0, 0),
        (128, 0, 0),
        (129, 4, 2),
        (255, 0, 0),
        (120, 8, 2),
        (255, 255, 255),
    ):
        check_ran_safely(program.run(stdin=chart(edge, width, repeats)))
