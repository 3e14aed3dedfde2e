from eval.bench.testing import CTarget, check_equal, check_ran_safely


def functional_unpacks(program: CTarget) -> None:
    check_equal(program.run("64", stdin=b"\x04tower").stdout, "5\ntower")
    check_equal(program.run("64", stdin=b"\x00#\x86\x00\x00.").stdout, "9\n########.")
    check_equal(program.run("64", stdin=b"\x02ab \x85\x02\x02end").stdout, "12\nab ab ab end")
    check_equal(program.run("200", stdin=b"\x01xy\xff\x01").stdout, "130\n" + "xy" * 65)
    check_equal(program.run("64").stdout, "0\n")


def functional_fills_the_room(program: CTarget) -> None:
    check_equal(program.run("5", stdin=b"\x04tower").stdout, "5\ntower")
    check_equal(program.run("9", stdin=b"\x00#\x87\x00").stdout, "9\n#########")


def exploit_copies_from_before_the_level(program: CTarget) -> None:
    for packed in (b"\x80\x00", b"\x04tower\x80\x05", b"\x04tower\xff\xff", b"\x00#\x83\x01"):
        check_ran_safely(program.run("256", stdin=packed))


def exploit_breaks_off(program: CTarget) -> None:
    for packed in (b"\x04towe", b"\x7f", b"\x04tower\x00", b"\x06towers!\x80", b"\x7f" + b"#" * 90):
        check_ran_safely(program.run("256", stdin=packed))


def exploit_holds_too_much(program: CTarget) -> None:
    for room, packed in (
        ("4", b"\x04tower"),
        ("8", b"\x00#\x87\x00"),
        ("6", b"\x04tower\x81\x00"),
        ("5", b"\x04tower\xff\x00"),
        ("20", b"\x7f" + b"#" * 128),
    ):
        check_ran_safely(program.run(room, stdin=packed))
