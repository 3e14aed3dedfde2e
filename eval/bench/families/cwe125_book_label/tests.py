from eval.bench.testing import CTarget, check_equal, check_ran_safely

LABEL = b"\x01\x04Emma\x07\x00\x02\x06Austen\x01\x04late"


def functional_finds_records(program: CTarget) -> None:
    check_equal(program.run("1", stdin=LABEL).stdout, "4\nEmma")
    check_equal(program.run("2", stdin=LABEL).stdout, "6\nAusten")
    check_equal(program.run("7", stdin=LABEL).stdout, "0\n")
    check_equal(program.run("9", stdin=b"\x09\xff" + b"z" * 255).stdout, "255\n" + "z" * 255)
    check_equal(program.run("200", stdin=LABEL + b"\xc8\x01!").stdout, "1\n!")


def functional_misses_absent_records(program: CTarget) -> None:
    check_equal(program.run("3", stdin=LABEL).stdout, "-1\n")
    check_equal(program.run("1").stdout, "-1\n")


def exploit_reads_past_the_label(program: CTarget) -> None:
    for label in (
        b"\x01\x05Emma",
        b"\x01\xff",
        b"\x01\x20" + b"E" * 31,
        b"\x02\x06Austen\x01\x01",
        b"\x02\x04Jane\x01\xf0Emma",
        b"\x02\x02JA\x01",
        b"\x01",
        b"\x02\x05Jane",
        b"\x02\x05Jane\x01",
    ):
        check_ran_safely(program.run("1", stdin=label))
