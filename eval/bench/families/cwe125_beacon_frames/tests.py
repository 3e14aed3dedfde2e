from eval.bench.testing import CTarget, Exit, check, check_equal, check_ran_safely

BUFFER_SIZE = 96
# What earlier frames left in the buffer: bytes that make small numbers, and large ones.
SMALL = bytes(1 + i % 7 for i in range(BUFFER_SIZE))
LARGE = bytes(250 - i % 7 for i in range(BUFFER_SIZE))


def receive(program: CTarget, *frames: bytes) -> Exit:
    return program.run(stdin=b"".join(bytes([len(frame)]) + frame for frame in frames))


def frame(name: bytes, *weights: int) -> bytes:
    readings = b"".join(weight.to_bytes(2, "big") for weight in weights)
    return bytes([len(name)]) + name + bytes([len(weights)]) + readings


def check_reads(program: CTarget, name: bytes, *weights: int, behind: bytes = b"") -> None:
    lines = ("0", f"name {name.hex()}", *(f"weight {weight}" for weight in weights), "")
    result = receive(program, frame(name, *weights) + behind)
    check_equal(result.stdout, "\n".join(lines), f"{name!r}, {weights}")


def attack(program: CTarget, sent: bytes) -> None:
    """Receive a frame after an earlier one, of which nothing may turn up."""
    for earlier in (SMALL, LARGE):
        result = receive(program, earlier, sent)
        check_ran_safely(result)
        for line in result.stdout.splitlines()[1:]:
            kind, _, value = line.partition(" ")
            if kind == "name":
                read = bytes.fromhex(value)
            else:
                read = (int(value) % 65536).to_bytes(2, "big")
            check(read.rstrip(b"\0") in sent, f"{sent!r}: {kind} {read!r} was not sent")


def functional_reads_a_frame(program: CTarget) -> None:
    check_reads(program, b"Clover", 31273, 30815)


def functional_reads_frames(program: CTarget) -> None:
    check_reads(program, b"Clover", 31250, 30990)
    check_reads(program, "Löwenzahn 2".encode(), 1, 256, 65535, 0, 258)
    check_reads(program, b"Linden")
    check_reads(program, b"", 500)
    check_reads(program, b"")
    check_reads(program, b"L", 40000, behind=b"\x07rest")
    check_reads(program, b"", behind=b"\x01")


def functional_reads_full_frames(program: CTarget) -> None:
    check_reads(program, b"x" * (BUFFER_SIZE - 2))
    check_reads(program, b"x" * (BUFFER_SIZE - 4), 4660)
    check_reads(program, b"", *range(1000, 1047))
    check_reads(program, b"He", *range(1000, 1046))
    check_reads(program, b"Heather", *range(30000, 30043), behind=b"!")


def functional_reads_the_last_frame(program: CTarget) -> None:
    result = receive(program, frame(b"Rosemary", 1, 2, 3), frame(b"Thyme", 20000))
    check_equal(result.stdout, f"0\nname {b'Thyme'.hex()}\nweight 20000\n")
    result = receive(program, frame(b"Sage", 1), frame(b"Rosemary", 2, 3))
    check_equal(result.stdout, f"0\nname {b'Rosemary'.hex()}\nweight 2\nweight 3\n")


def functional_refuses_empty_frames(program: CTarget) -> None:
    check_equal(receive(program, b"").stdout, "-1\n")


def exploit_breaks_off_in_the_name(program: CTarget) -> None:
    for sent in (
        b"",
        b"\x01",
        b"\xff",
        b"\x07Clover",
        b"\x08Clover",
        b"\x09Clover",
        b"\x10Clover",
        b"\x20C",
        b"\x5fClover",
        b"\x60Clover",
        b"\x80Clover",
        b"\xffClover",
        b"\x60" + b"C" * (BUFFER_SIZE - 1),
        b"\x61" + b"C" * (BUFFER_SIZE - 1),
        b"\xff" + b"C" * (BUFFER_SIZE - 1),
    ):
        attack(program, sent)


def exploit_breaks_off_behind_the_name(program: CTarget) -> None:
    attack(program, b"\x06Clover")
    attack(program, b"\x00")
    attack(program, b"\x02Cl")
    attack(program, b"\x5f" + b"C" * (BUFFER_SIZE - 1))


def exploit_breaks_off_in_the_weights(program: CTarget) -> None:
    for behind in (
        b"\x01",
        b"\x01z",
        b"\x02zz",
        b"\x02zzy",
        b"\x03zzyy",
        b"\x03zzy",
        b"\x04zzyy",
        b"\x05zzyyx",
        b"\x10zzyy",
        b"\x2czzyy",
        b"\x40zzyy",
        b"\x80zzyy",
        b"\xffzzyy",
    ):
        attack(program, b"\x06Clover" + behind)
        attack(program, b"\x00" + behind)
    attack(program, b"\x5e" + b"C" * (BUFFER_SIZE - 2) + b"\x01")
    attack(program, b"\x5d" + b"C" * (BUFFER_SIZE - 3) + b"\x01z")
    attack(program, b"\x06Clover" + b"\x2d" + b"z" * (BUFFER_SIZE - 8))
    attack(program, b"\x00\x30" + b"z" * (BUFFER_SIZE - 2))
    attack(program, b"\x00\xff" + b"z" * (BUFFER_SIZE - 2))
