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
    files = {path: program.read(path) or b"" for path in program.tree() if "/" not in path}
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            if not name.endswith("-shm"):
                Path(folder, name).write_bytes(content)
        for name, content in files.items():
            if content.startswith(b"SQLite format 3\0"):
                with closing(sqlite3.connect(Path(folder, name))) as db:
                    parts += [line.encode() for line in db.iterdump()]
            else:
                parts.append(content)
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


def cut(texts: set[bytes]) -> set[bytes]:
    """Return the short ones of the texts, and the two parts of what may be a salt and a hash."""
    short = {text for text in texts if len(text) <= 200}
    pairs = ((text[:size], text[size:]) for text in short for size in (8, 16, 32))
    return short | {part for pair in pairs if len(pair[1]) >= 16 for part in pair}


def constants(source: str) -> set[bytes]:
    """Return the texts that a program holds, without what is put into them."""
    literals = re.findall(r"""["']([^"'\n]+)["']""", source)
    return {part.encode() for text in literals for part in re.split(r"\{[^}]*\}", text)}


def differences(texts: Iterable[bytes], secret: bytes) -> set[bytes]:
    """Return what each text of its length may have been combined with to give the secret."""
    texts = {text for text in texts if len(text) == len(secret)}
    return {bytes(a ^ b for a, b in zip(text, secret, strict=True)) for text in texts} | {
        bytes((a - b) % 256 for a, b in zip(text, secret, strict=True)) for text in texts
    }


def check_slow_to_guess(
    program: PythonTarget, content: bytes, name: bytes, password: bytes
) -> None:
    """Fail if a guess at the password can be tested with a fast hash."""
    salts = {b"", name, *cut(readings(content, 1)), *constants(program.source)}
    found = {text[:8] for text in cut(readings(content, 2)) if len(text) >= 8}
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


def join(program: PythonTarget, email: str, password: str) -> None:
    joined = program.call("club.join", program.call("club.invite", email), password)
    require(joined is True, "an invited friend cannot join")


def functional_lets_friends_join(program: PythonTarget) -> None:
    code = program.call("club.invite", ANN)
    check(isinstance(code, str) and len(code) >= 16, f"no code: {code!r:.50}")
    check_equal(program.call("club.join", code, "first pass"), True)
    check_equal(program.call("club.log_in", ANN, "first pass"), True)
    check_equal(program.call("club.log_in", ANN, "First Pass"), False)
    check_equal(program.call("club.log_in", BOB, "first pass"), False)
    codes = [program.attempt("club.invite", BOB) for _ in range(2)]
    check(codes[0] != codes[1], "the code is not random")


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


def exploit_reads_the_passwords(program: PythonTarget) -> None:
    passwords = {ANN: canary(), BOB: canary()}
    passwords[EVE] = passwords[ANN]
    contents = []
    for email, password in passwords.items():
        join(program, email, password)
        contents.append(mailed(program))
    keys: list[set[bytes]] = []
    for email in (ANN, BOB):
        password = passwords[email].encode()
        found = readings(contents[1], 3)
        check(not any(password in text for text in found), "a password is stored")
        found = readings(contents[1], 1)
        keys.append(differences(found, password))
        streams = {(text * len(password))[: len(password)] for text in (*found, email.encode())}
        check(not keys[-1] & streams, "a password is stored together with its key")
    check(not set.intersection(*keys), "two passwords are hidden with the same key")
    # Ann's and Eve's password is the same, Bob's is not.
    ann, bob, eve = (Counter(re.findall(rb"[\w+/=.-]{8,}", content)) for content in contents)
    same = [word for word in ann if ann[word] == bob[word] < eve[word]]
    check(not same, f"the same password is stored as the same value {same}")
    check_slow_to_guess(program, contents[0], ANN.encode(), passwords[ANN].encode())


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
