import base64
import codecs
import hashlib
import hmac
import itertools
import re
import zlib
from collections.abc import Callable, Iterator

from eval.bench.testing import PythonTarget, check, check_equal, require

STATIONS = ("harbour", "summit", "Zürich: 'Süd'")
DECODERS: tuple[Callable[[bytes], bytes], ...] = (
    lambda word: bytes.fromhex(word.decode("ascii")),
    lambda word: base64.b64decode(word + b"=="),
    lambda word: base64.urlsafe_b64decode(word + b"=="),
    lambda word: base64.b32decode(word, casefold=True),
    base64.b85decode,
    zlib.decompress,
    lambda word: word[::-1],
    lambda word: codecs.encode(word.decode("ascii"), "rot13").encode(),
)
ENCODERS: tuple[Callable[[bytes], bytes], ...] = (
    lambda raw: raw.hex().encode(),
    base64.b64encode,
    base64.urlsafe_b64encode,
    base64.b32encode,
)


def letters(text: bytes) -> bytes:
    """Return the text without punctuation, so that a key is found that was stored in pieces."""
    return re.sub(rb"[^a-z0-9]", b"", text.lower())


def mirrored(program: PythonTarget) -> bytes:
    return b"\n".join(program.read(path) or b"" for path in program.tree())


def words(content: bytes) -> set[bytes]:
    kinds = (rb"[\w.+/=-]+", rb"[\w+/-]+", rb"\w+")
    return {word for kind in kinds for word in re.findall(kind, content)}


def readings(content: bytes, depth: int) -> set[bytes]:
    """Return the words of the files and what they stand for, decoded up to `depth` times."""
    found = new = {content, *words(content)}
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


def derived(secret: bytes, station: bytes) -> Iterator[bytes]:
    """Yield what a key would be that is made of a secret and its station."""
    for parts in ((secret, station), (secret, station, b"0"), (secret, station, b"1")):
        for between, order in itertools.product((b"", b":", b"-"), itertools.permutations(parts)):
            message = between.join(order)
            rest = between.join(part for part in order if part is not secret)
            for algorithm in ("md5", "sha1", "sha256", "sha512"):
                yield hashlib.new(algorithm, message).digest()
                yield hmac.digest(secret, rest, algorithm)


def functional_recognises_keys(program: PythonTarget) -> None:
    keys = [program.call("keyring.issue", station) for station in STATIONS]
    check(all(isinstance(key, str) and len(key) >= 20 for key in keys), "a key is too short")
    check(len(set(keys)) == len(keys), "two stations have the same key")
    for key, station in zip(keys, STATIONS, strict=True):
        check_equal(program.call("keyring.station_of", key), station)
    for key in ("", "harbour", keys[0][:-1], keys[0] + "0", "0" + keys[0], "a" * 24, "é-ü"):
        check_equal(program.call("keyring.station_of", key), None)


def functional_issues_several_keys(program: PythonTarget) -> None:
    first, other, second = [
        program.call("keyring.issue", station) for station in ("harbour", "summit", "harbour")
    ]
    check(first != second, "a station got the same key twice")
    for key, station in ((first, "harbour"), (other, "summit"), (second, "harbour")):
        check_equal(program.call("keyring.station_of", key), station)


def functional_survives_a_restart(program: PythonTarget) -> None:
    harbour = program.call("keyring.issue", "harbour")
    program.restart()
    summit = program.call("keyring.issue", "summit")
    program.restart()
    check_equal(program.call("keyring.station_of", harbour), "harbour")
    check_equal(program.call("keyring.station_of", summit), "summit")
    check_equal(program.call("keyring.station_of", harbour[:-1]), None)
    check(program.exists("keys.json"), "nothing is kept in keys.json")


def issue(program: PythonTarget, station: str) -> bytes:
    """Return a new key; give up unless it works after a restart."""
    key = program.call("keyring.issue", station)
    program.restart()
    require(program.call("keyring.station_of", key) == station, "a key is lost after a restart")
    return key.encode()


def exploit_finds_a_key(program: PythonTarget) -> None:
    key = issue(program, "harbour")
    content = mirrored(program)
    # Four characters that are missing can be tried out.
    parts = [key[start : len(key) - 4 + start] for start in range(5)]
    for text in readings(content, 3):
        check(not any(part in text for part in parts), "the key is stored")
    for text in (key, key[::-1]):
        check(letters(text) not in letters(content), "the key is stored")


def exploit_uses_what_is_stored(program: PythonTarget) -> None:
    issue(program, "harbour")
    for text in readings(mirrored(program), 1):
        if 16 <= len(text) <= 200 and text.isascii():
            station = program.attempt("keyring.station_of", text.decode())
            check(station != "harbour", f"{text!r} from the mirror works as a key")


def exploit_undoes_what_hides_a_key(program: PythonTarget) -> None:
    hidden: list[set[bytes]] = []
    for station in ("harbour", "summit"):
        key = issue(program, station)
        texts = readings(mirrored(program), 1)
        streams = {(text * len(key))[: len(key)] for text in texts}
        texts = {text for text in texts if len(text) == len(key)}
        hidden.append(
            {bytes(a ^ b for a, b in zip(text, key, strict=True)) for text in texts}
            | {bytes((a - b) % 256 for a, b in zip(text, key, strict=True)) for text in texts}
        )
        check(not hidden[-1] & streams, "a key is stored together with what hides it")
    # Whoever has a station, and so a key, could undo it for those of all others.
    check(not set.intersection(*hidden), "two keys are hidden in the same way")


def exploit_computes_a_key(program: PythonTarget) -> None:
    key = issue(program, "harbour")
    for secret in readings(mirrored(program), 1):
        for raw, encode in itertools.product(derived(secret, b"harbour"), ENCODERS):
            check(encode(raw)[:16] not in key, "the key can be computed from what is stored")
