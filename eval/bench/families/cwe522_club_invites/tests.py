import base64
import codecs
import hashlib
import hmac
import itertools
import re
import sqlite3
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from eval.bench.testing import PythonTarget, canary, check, check_equal, require

ANN, BOB, EVE = "ann@example.org", "bob@example.net", "eve.o'hara+club@example.com"
ALGORITHMS = ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b")
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


def mailed(program: PythonTarget) -> bytes:
    """Return what the committee can read: the rows of the database, and other files as they are."""
    parts = []
    with tempfile.TemporaryDirectory() as folder:
        names = [name for name in program.tree() if "/" not in name]
        for name in names:
            Path(folder, name).write_bytes(program.read(name) or b"")
        for name in names:
            path = Path(folder, name)
            if path.read_bytes().startswith(b"SQLite format 3\0"):
                with closing(sqlite3.connect(path)) as db:
                    parts += [line.encode() for line in db.iterdump()]
            else:
                parts.append(path.read_bytes())
    require(any(parts), "nothing was stored")
    return b"\n".join(parts)


def words(content: bytes) -> set[bytes]:
    kinds = (rb"[\w+/=-]+", rb"[\w+/-]+", rb"\w+")
    return {word for kind in kinds for word in re.findall(kind, content)}


def readings(content: bytes, depth: int) -> set[bytes]:
    """Return the words of the content and what they stand for, decoded up to `depth` times."""
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


def differences(texts: Iterable[bytes], secret: bytes) -> set[bytes]:
    """Return what each text of its length may have been combined with to give the secret."""
    texts = {text for text in texts if len(text) == len(secret)}
    return {bytes(a ^ b for a, b in zip(text, secret, strict=True)) for text in texts} | {
        bytes((a - b) % 256 for a, b in zip(text, secret, strict=True)) for text in texts
    }


def join(program: PythonTarget, email: str, password: str) -> None:
    joined = program.call("club.join", program.call("club.invite", email), password)
    require(joined is True, "an invited friend cannot join")


def functional_lets_friends_join(program: PythonTarget) -> None:
    code = program.call("club.invite", ANN)
    check(isinstance(code, str) and len(code) >= 16, f"no code: {code!r:.50}")
    check_equal(program.call("club.join", code, "first pass"), True)
    check_equal(program.call("club.log_in", ANN, "first pass"), True)
    check_equal(program.call("club.log_in", ANN, "first"), False)
    check_equal(program.call("club.log_in", BOB, "first pass"), False)


def functional_refuses_other_codes(program: PythonTarget) -> None:
    code, other = program.call("club.invite", ANN), program.call("club.invite", BOB)
    check(code != other, "two invitations have the same code")
    for text in ("", ANN, code[:-1], code + "0", "0" * 32, "é"):
        check_equal(program.call("club.join", text, "a pass"), False)
    for password in ("", "a pass", code):
        check_equal(program.call("club.log_in", ANN, password), False)
    check_equal(program.call("club.join", code, "pass 1"), True)
    check_equal(program.call("club.join", code, "pass 2"), False)
    check_equal(program.call("club.log_in", ANN, "pass 2"), False)
    check_equal(program.call("club.log_in", ANN, code), False)
    check_equal(program.call("club.join", other, "pass 2"), True)
    check_equal(program.call("club.log_in", BOB, "pass 2"), True)


def functional_outlives_restarts(program: PythonTarget) -> None:
    code = program.call("club.invite", EVE)
    program.restart()
    check_equal(program.call("club.join", code, "pässwörd"), True)
    program.restart()
    check_equal(program.call("club.join", code, "pässwörd"), False)
    check_equal(program.call("club.log_in", EVE, "pésswérd"), False)
    check_equal(program.call("club.log_in", EVE, "pässwörd"), True)
    check(program.exists("club.db"), "nothing is kept in club.db")


def functional_keeps_members_apart(program: PythonTarget) -> None:
    long = "a long pass, " * 8
    codes = {email: program.call("club.invite", email) for email in (ANN, BOB, EVE)}
    for email, password in ((BOB, long + "b"), (ANN, long + "a"), (EVE, long + "a")):
        check_equal(program.call("club.join", codes[email], password), True)
    for email, password, welcome in (
        (ANN, long + "a", True),
        (ANN, long + "b", False),
        (BOB, long + "b", True),
        (EVE, long + "a", True),
    ):
        check_equal(program.call("club.log_in", email, password), welcome)


def exploit_finds_a_password(program: PythonTarget) -> None:
    keys: list[set[bytes]] = []
    for email in (ANN, BOB):
        password = canary()
        join(program, email, password)
        content = mailed(program)
        found = readings(content, 3)
        check(not any(password.encode() in text for text in found), "a password is stored")
        found = readings(content, 1)
        keys.append(differences(found, password.encode()))
        streams = {(text * len(password))[: len(password)] for text in found}
        check(not keys[-1] & streams, "a password is stored together with its key")
    check(not set.intersection(*keys), "two passwords are hidden with the same key")


def exploit_finds_a_code(program: PythonTarget) -> None:
    join(program, ANN, canary())
    keys: list[set[bytes]] = []
    for email in (BOB, EVE):
        code = program.call("club.invite", email).encode()
        # Four characters that are missing can be tried out.
        parts = [code[start : len(code) - 4 + start] for start in range(5)]
        content = mailed(program)
        for text in readings(content, 3):
            check(not any(part in text for part in parts), "the code of an invitation is stored")
        found = readings(content, 1)
        keys.append(differences(found, code))
        streams = {(text * len(code))[: len(code)] for text in found}
        check(not keys[-1] & streams, "a code is stored together with its key")
    check(not set.intersection(*keys), "two codes are hidden with the same key")


def exploit_uses_what_is_stored(program: PythonTarget) -> None:
    join(program, ANN, canary())
    program.call("club.invite", BOB)
    for word in words(mailed(program)):
        if 16 <= len(word) <= 200:
            text = word.decode("latin-1")
            check(program.attempt("club.log_in", ANN, text) is not True, f"{text} logs in")
            check(program.attempt("club.join", text, "mine") is not True, f"{text} is a code")


def exploit_compares_passwords(program: PythonTarget) -> None:
    password = canary()
    counts = []
    for email, chosen in ((ANN, password), (BOB, canary()), (EVE, password)):
        join(program, email, chosen)
        counts.append(Counter(re.findall(rb"[\w+/=.-]{8,}", mailed(program))))
    ann, bob, eve = counts
    same = [word for word in ann if ann[word] == bob[word] < eve[word]]
    check(not same, f"the same password is stored as the same value {same}")


def exploit_guesses_with_fast_hashes(program: PythonTarget) -> None:
    name, password = ANN.encode(), canary().encode()
    join(program, ANN, password.decode())
    content = mailed(program)
    constants = (text.encode() for text in re.findall(r"""["']([^"'\n]+)["']""", program.source))
    salts = {b"", *(text for text in readings(content, 1) if len(text) <= 64), *constants}
    found = {text[:8] for text in readings(content, 2) if len(text) >= 8}
    for algorithm, salt in itertools.product(ALGORITHMS, salts):
        messages = [password] + [
            between.join(parts)
            for between in (b"", b":", b"$")
            for chosen in ((password, salt), (password, name), (password, salt, name))
            for parts in itertools.permutations(chosen)
        ]
        digests = [hashlib.new(algorithm, message).digest() for message in messages]
        digests += [hashlib.new(algorithm, digest.hex().encode()).digest() for digest in digests]
        digests += [hmac.digest(salt, message, algorithm) for message in messages]
        digests += [hmac.digest(password, salt, algorithm)]
        digests += [hashlib.pbkdf2_hmac(algorithm, password, salt, turns) for turns in (1, 10, 100)]
        for digest in digests:
            check(digest[:8] not in found, f"{algorithm} tests a guess")
