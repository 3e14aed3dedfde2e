from eval.bench.testing import CTarget, check_equal, check_ran_safely


def functional_unpacks(program: CTarget) -> None:
    check_equal(program.run("64", stdin=b"\x04tower").stdout, "5\ntower")
    check_equal(program.run("64", stdin=b"\x04tower\x80\x04\x81\x01").stdout, "8\ntowertrt")
    check_equal(program.run("64", stdin=b"\x00a\x01bc\x00d").stdout, "4\nabcd")
    check_equal(program.run("64").stdout, "0\n")


def functional_repeats(program: CTarget) -> None:
    check_equal(program.run("64", stdin=b"\x00#\x86\x00\x00.").stdout, "9\n########.")
    check_equal(program.run("64", stdin=b"\x02ab \x85\x02\x02end").stdout, "12\nab ab ab end")
    check_equal(program.run("200", stdin=b"\x01xy\xff\x01").stdout, "130\n" + "xy" * 65)
    check_equal(program.run("64", stdin=b"\x03roof\x80\x00\x83\x04").stdout, "9\nrooffroof")


def functional_takes_the_longest_steps(program: CTarget) -> None:
    long = bytes(48 + i % 75 for i in range(128))
    text = long.decode()
    packed = b"\x7f" + long + b"\x7f" + long[::-1]
    check_equal(program.run("256", stdin=packed).stdout, f"256\n{text}{text[::-1]}")
    check_equal(program.run("256", stdin=b"\x7f" + long + b"\xff\x7f").stdout, f"256\n{text * 2}")
    packed = b"\x7f" + long + b"\x7f" + long[::-1] + b"\x82\xff"
    check_equal(program.run("259", stdin=packed).stdout, f"259\n{text}{text[::-1]}{text[:3]}")


def functional_fills_the_room(program: CTarget) -> None:
    check_equal(program.run("5", stdin=b"\x04tower").stdout, "5\ntower")
    check_equal(program.run("9", stdin=b"\x00#\x87\x00").stdout, "9\n#########")
    check_equal(program.run("1", stdin=b"\x00#").stdout, "1\n#")
    check_equal(program.run("6", stdin=b"\x04tower\x80\x04").stdout, "6\ntowert")


def exploit_copies_from_before_the_level(program: CTarget) -> None:
    for packed in (
        b"\x80\x00",
        b"\x80\xff",
        b"\xff\x00",
        b"\xff\x7f",
        b"\x04tower\x80\x05",
        b"\x04tower\x80\x06",
        b"\x04tower\x85\x05",
        b"\x04tower\x80\x7f",
        b"\x04tower\x80\x80",
        b"\x04tower\xff\xff",
        b"\x00#\x83\x01",
        b"\x00#\x82\x00\x80\x04",
        b"\x7f" + b"#" * 128 + b"\x80\x80",
    ):
        check_ran_safely(program.run("256", stdin=packed))


def exploit_breaks_off(program: CTarget) -> None:
    for packed in (
        b"\x00",
        b"\x01",
        b"\x01#",
        b"\x04towe",
        b"\x7f",
        b"\x80",
        b"\xff",
        b"\x00#\x80",
        b"\x04tower\x81",
        b"\x04tower\xff",
        b"\x04tower\x00",
        b"\x04tower\x01#",
        b"\x06towers!\x80",
        b"\x7f" + b"#" * 90,
        b"\x7f" + b"#" * 127,
        b"\x04tower\x86\x00\x02##",
    ):
        check_ran_safely(program.run("256", stdin=packed))


def exploit_holds_too_much(program: CTarget) -> None:
    for room, packed in (
        ("1", b"\x01##"),
        ("1", b"\x00#\x80\x00"),
        ("1", b"\x00#\x00#"),
        ("4", b"\x04tower"),
        ("8", b"\x00#\x87\x00"),
        ("6", b"\x04tower\x81\x00"),
        ("5", b"\x04tower\x80\x00"),
        ("5", b"\x04tower\x00#"),
        ("5", b"\x04tower\xff\x00"),
        ("20", b"\x7f" + b"#" * 128),
        ("20", b"\x00#" + b"\xff\x00" * 9),
        ("127", b"\x7f" + b"#" * 128),
        ("128", b"\x00#\xff\x00"),
    ):
        check_ran_safely(program.run(room, stdin=packed))
