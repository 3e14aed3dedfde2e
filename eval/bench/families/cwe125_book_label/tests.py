from eval.bench.testing import CTarget, check_equal, check_ran_safely

LABEL = b"\x01\x04Emma\x07\x00\x02\x06Austen\x01\x04late"


def check_finds(program: CTarget, label: bytes, wanted: int, value: str) -> None:
    result = program.run(str(wanted), stdin=label)
    check_equal(result.stdout, f"{len(value)}\n{value}", f"record {wanted} of {label!r:.80}")


def functional_finds_records(program: CTarget) -> None:
    check_finds(program, LABEL, 1, "Emma")
    check_finds(program, LABEL, 2, "Austen")
    check_finds(program, LABEL, 7, "")
    check_finds(program, b"\x05\x01!", 5, "!")


def functional_knows_every_type_and_length(program: CTarget) -> None:
    check_finds(program, b"\x09\xff" + b"z" * 255, 9, "z" * 255)
    check_finds(program, b"\x09\xff" + b"z" * 255 + b"\x03\x80" + b"y" * 128, 3, "y" * 128)
    check_finds(program, LABEL + b"\xc8\x01!\x00\x01?\xff\x03end", 200, "!")
    check_finds(program, LABEL + b"\xc8\x01!\x00\x01?\xff\x03end", 0, "?")
    check_finds(program, LABEL + b"\xc8\x01!\x00\x01?\xff\x03end", 255, "end")
    check_finds(program, LABEL + b"\x08\x00", 8, "")
    check_finds(program, b"\x08\x00", 8, "")
    check_finds(program, b"\x05\x04\x04\x02no\x04\x03yes", 4, "yes")


def functional_misses_absent_records(program: CTarget) -> None:
    check_equal(program.run("3", stdin=LABEL).stdout, "-1\n")
    check_equal(program.run("6", stdin=LABEL).stdout, "-1\n")
    check_equal(program.run("0", stdin=LABEL).stdout, "-1\n")
    check_equal(program.run("1").stdout, "-1\n")


def exploit_cuts_off_the_wanted_record(program: CTarget) -> None:
    for before in (b"", b"\x02\x04Jane", b"\x02\x00"):
        for record in (
            b"\x01",
            b"\x01\x01",
            b"\x01\x02",
            b"\x01\x05Emma",
            b"\x01\x06Emma",
            b"\x01\x07Emma",
            b"\x01\x20" + b"E" * 31,
            b"\x01\x7f",
            b"\x01\x80",
            b"\x01\xff",
            b"\x01\xf0Emma",
            b"\x01\xff" + b"E" * 254,
        ):
            check_ran_safely(program.run("1", stdin=before + record))


def exploit_cuts_off_another_record(program: CTarget) -> None:
    for label in (
        b"\x02",
        b"\x02\x06Austen\x02",
        b"\x02\x02JA\x01",
        b"\x02\x05Jane",
        b"\x02\x06Jane",
        b"\x02\x05Jane\x01",
        b"\x02\x06Jane\x01",
        b"\x02\x01",
        b"\x02\x02",
        b"\x02\xff",
        b"\x02\xffJane\x01\x01!",
        b"\x02\x00\x02",
        b"\x02\x08Jane\x01\x04Emma",
        b"\x02\x09Jane\x01\x04Emma",
        b"\x02\x0aJane\x01\x04Emma",
        b"\x02\x0bJane\x01\x04Emma",
    ):
        for wanted in ("1", "0"):
            check_ran_safely(program.run(wanted, stdin=label))
