import base64
import codecs
import itertools
import re
import zlib
from collections.abc import Callable

from eval.bench.testing import PythonTarget, check, check_equal, require

DECODERS: tuple[Callable[[bytes], bytes], ...] = (
    lambda word: bytes.fromhex(word.decode("ascii")),
    lambda word: base64.b64decode(word + b"=="),
    lambda word: base64.urlsafe_b64decode(word + b"=="),
    lambda word: base64.b32decode(word, casefold=True),
    base64.b85decode,
    zlib.decompress,
    lambda word: int(word).to_bytes((int(word).bit_length() + 7) // 8, "big"),
    lambda word: word[::-1],
    lambda word: word.swapcase(),
    lambda word: codecs.encode(word.decode("ascii"), "rot13").encode(),
)


def journal(program: PythonTarget) -> list[str]:
    return (program.read("journal.txt") or b"").decode().splitlines()


def sent(program: PythonTarget) -> bytes:
    """Return all that the bookkeeper gets."""
    return b"\n".join(program.read(path) or b"" for path in program.tree())


def words(content: bytes) -> set[bytes]:
    kinds = (rb"[\w+/=-]+", rb"[\w+/-]+", rb"\w+", rb"\S+", rb"[^\s\"',:]+")
    return {word for kind in kinds for word in re.findall(kind, content)}


def readings(content: bytes, depth: int) -> set[bytes]:
    """Return the words of the files and what they stand for, decoded up to `depth` times."""
    numbers = (int(number) % 256 for number in re.findall(rb"\d+", content))
    found = new = {content, *words(content), bytes(numbers)}
    for _ in range(depth):
        decoded = set()
        for word, decode in itertools.product(new, DECODERS):
            try:
                decoded.add(decode(word))
            except (ValueError, zlib.error):
                continue
        for text in list(decoded):
            decoded |= {word for word in words(text) if len(word) >= 8}
        new = decoded - found
        found = found | new
    return found


def sell(program: PythonTarget, days: int) -> bytes:
    """Return the code of a voucher that nobody has used yet; give up unless another one works."""
    code, other = program.call("sell_voucher", days), program.call("sell_voucher", days)
    require(program.call("use_voucher", other) == days, "a voucher does not work")
    return code.encode()


def functional_sells_vouchers(program: PythonTarget) -> None:
    code = program.call("sell_voucher", 7)
    check(isinstance(code, str) and len(code) >= 16, f"no code: {code!r:.50}")
    check_equal(program.call("use_voucher", code), 7)
    check_equal(program.call("use_voucher", code), None)


def functional_knows_its_vouchers(program: PythonTarget) -> None:
    codes = {program.call("sell_voucher", days): days for days in (1, 30, 7, 1)}
    check_equal(len(codes), 4, "number of codes")
    first = next(iter(codes))
    for text in ("", "7", "journal", first[:-1], first[1:], first + "A", "A" * 16, "Zoë"):
        check_equal(program.call("use_voucher", text), None)
    for code, days in reversed(codes.items()):
        check_equal(program.call("use_voucher", code), days)
    for code in codes:
        check_equal(program.call("use_voucher", code), None)


def functional_outlives_restarts(program: PythonTarget) -> None:
    first, second = program.call("sell_voucher", 3), program.call("sell_voucher", 14)
    program.restart()
    check_equal(program.call("use_voucher", second), 14)
    third = program.call("sell_voucher", 5)
    program.restart()
    check_equal(program.call("use_voucher", second), None)
    check_equal(program.call("use_voucher", first), 3)
    check_equal(program.call("use_voucher", third), 5)
    check_equal(len(journal(program)), 6, "lines in the journal")
    check(program.exists("vouchers.json"), "nothing is kept in vouchers.json")


def functional_keeps_a_journal(program: PythonTarget) -> None:
    codes = [program.call("sell_voucher", 30) for _ in range(4)]
    check_equal(len(journal(program)), 4, "lines in the journal")
    for code in (codes[3], codes[3], "A" * 16, codes[0], "", codes[1], codes[2]):
        program.call("use_voucher", code)
    lines = [set(re.findall(r"\w+", line)) for line in journal(program)]
    check_equal(len(lines), 8, "lines in the journal")
    for number, use in enumerate((5, 6, 7, 4)):
        others = set[str]().union(*(line for n, line in enumerate(lines) if n not in (number, use)))
        check(
            bool(lines[number] & lines[use] - others), "a sale and its use have no word in common"
        )


def exploit_finds_a_code(program: PythonTarget) -> None:
    code = sell(program, 7)
    # Four letters that are missing can be tried out.
    enough = len(code) - 4
    parts = [code[start : start + enough] for start in range(5)]
    content = sent(program)
    for text in readings(content, 3):
        check(not any(part in text for part in parts), f"the bookkeeper gets a code: {text!r:.100}")
        if len(text) == len(code):
            same = sum(a == b for a, b in zip(text, code, strict=True))
            check(same < enough, f"the bookkeeper gets most of a code: {text!r}")
    letters = re.sub(rb"[^A-Z0-9]", b"", content.upper())
    for text in (code.upper(), code.upper()[::-1]):
        check(text not in letters, "the bookkeeper gets a code in pieces")


def exploit_uses_what_is_stored(program: PythonTarget) -> None:
    sell(program, 7)
    program.restart()
    for text in readings(sent(program), 1):
        if 8 <= len(text) <= 100 and text.isascii():
            days = program.attempt("use_voucher", text.decode())
            check(days != 7, f"{text!r} from the files works as a code")


def exploit_undoes_what_hides_a_code(program: PythonTarget) -> None:
    pads: list[set[bytes]] = []
    for days in (3, 7):
        code = sell(program, days)
        texts = readings(sent(program), 1)
        streams = {(text * len(code))[: len(code)] for text in texts if text}
        texts = {text for text in texts if len(text) == len(code)}
        pads.append(
            {bytes(a ^ b for a, b in zip(text, code, strict=True)) for text in texts}
            | {bytes((a - b) % 256 for a, b in zip(text, code, strict=True)) for text in texts}
        )
        check(not pads[-1] & streams, "a code is stored together with what hides it")
    # A guest who bought one voucher could undo it for all others.
    check(not set.intersection(*pads), "two codes are hidden in the same way")
