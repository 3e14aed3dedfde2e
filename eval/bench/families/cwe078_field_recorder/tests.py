import gzip
import zlib
from posixpath import basename

from eval.bench.testing import CTarget, check, check_equal

LOWER = "abcdefghijklmnopqrstuvwxyz 0123456789"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def packed(program: CTarget, name: str) -> bytes | None:
    """Return what a take in the outbox unpacks to."""
    data = program.read(f"outbox/{name}.raw.gz")
    try:
        return None if data is None else gzip.decompress(data)
    except (EOFError, OSError, zlib.error) as error:
        return repr(error).encode()


def functional_packs_takes(program: CTarget) -> None:
    program.mkdir("outbox")
    program.write("takes/wren.raw", b"\x00\x01tzz\xff" * 3000)
    program.write("takes/owl.raw", b"hoo")
    check_equal(program.run("wren").stdout, "0\n")
    check_equal(packed(program, "wren"), b"\x00\x01tzz\xff" * 3000)
    check_equal(program.read("takes/wren.raw"), b"\x00\x01tzz\xff" * 3000)
    check_equal(packed(program, "owl"), None)


def functional_packs_takes_of_any_name(program: CTarget) -> None:
    program.mkdir("outbox")
    names = ("barn owl 2", "Z", "9", "a-b-C-", "No 7  at dawn", "-2", "n" * 60, LOWER, UPPER)
    for number, name in enumerate(names):
        program.write(f"takes/{name}.raw", b"%d" % number * 50)
        check_equal(program.run(name).stdout, "0\n")
        check_equal(packed(program, name), b"%d" % number * 50)
        check_equal(program.read(f"takes/{name}.raw"), b"%d" % number * 50)


def functional_packs_takes_of_any_size(program: CTarget) -> None:
    program.mkdir("outbox")
    for size in (1, 4095, 4096, 4097, 65537):
        program.write("takes/owl.raw", b"h" * (size - 1) + b"o")
        check_equal(program.run("owl").stdout, "0\n")
        check_equal(packed(program, "owl"), b"h" * (size - 1) + b"o", f"a take of {size} bytes")


def functional_replaces_earlier_takes(program: CTarget) -> None:
    program.mkdir("outbox")
    for sound in (b"tu-whit tu-whoo" * 9, b"", b"hoo"):
        program.write("takes/owl.raw", sound)
        check_equal(program.run("owl").stdout, "0\n")
        check_equal(packed(program, "owl"), sound)


def functional_misses_takes(program: CTarget) -> None:
    program.mkdir("outbox")
    program.write("takes/owl.raw", b"hoo")
    for name in ("wren", "ow", "owl ", "Owl"):
        check_equal(program.run(name).stdout, "-1\n")
        check_equal(packed(program, name), None)


def exploit_runs_commands(program: CTarget) -> None:
    program.mkdir("outbox")
    program.write("takes/owl.raw", b"hoo")
    for name in (
        "owl; touch intruder",
        "owl; touch intruder #",
        "owl.raw; touch intruder #",
        "owl & touch intruder #",
        "owl && touch intruder #",
        "owl.raw && touch intruder #",
        "owl || touch intruder #",
        "owl | touch intruder #",
        "owl\ntouch intruder\n",
        "owl > intruder #",
        "owl.raw > intruder #",
        "$(touch intruder)",
        "owl$(touch intruder)",
        "`touch intruder`",
        "owl`touch intruder`",
        "owl;touch${IFS}intruder;",
        '"; touch intruder; "',
        'owl"; touch intruder #',
        'owl.raw" > intruder #',
        'owl" || touch intruder; "',
        'owl"\ntouch intruder\n"',
        "'; touch intruder; '",
        "owl'; touch intruder #",
        "owl.raw' > intruder #",
        "owl' || touch intruder; '",
        "owl'\ntouch intruder\n'",
        "owl'$(touch intruder)'",
        "owl'`touch intruder`'",
        "owl\\'; touch intruder #",
        'owl\\"; touch intruder #',
        "owl\\; touch intruder",
    ):
        for take in (None, b"hoo"):
            if take:
                program.write(f"takes/{name}.raw", take)
            program.run(name)
            made = any(basename(path) == "intruder" for path in program.tree())
            check(not made, f"packing {name!r} ran its command")
