import base64
import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterator

from eval.bench.testing import PythonTarget, canary, check, check_equal, require


def leaked(program: PythonTarget) -> bytes:
    """Return all that the service has stored."""
    stored = b"\n".join(program.read(path) or b"" for path in program.tree())
    require(bool(stored), "nothing was stored")
    return stored


def written(raw: bytes) -> Iterator[bytes]:
    """Yield the ways in which a file may hold these bytes."""
    yield raw
    yield raw[::-1]
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    yield base64.b64encode(raw).rstrip(b"=")
    yield base64.urlsafe_b64encode(raw).rstrip(b"=")


def salts(stored: bytes) -> Iterator[bytes]:
    """Yield what may be a salt: every word of the files, as it is and decoded."""
    for word in {b"", *re.findall(rb"[\w+/=-]+", stored), *re.findall(rb"[\w=]+", stored)}:
        yield word
        for decode in (base64.b16decode, base64.b64decode, base64.urlsafe_b64decode):
            try:
                yield decode(word.upper() if decode is base64.b16decode else word + b"==")
            except ValueError:
                continue


def functional_reserves(program: PythonTarget) -> None:
    check_equal(program.call("claim_nickname", "owl", "first pass"), True)
    check_equal(program.call("claim_nickname", "owl", "another pass"), False)
    check_equal(program.call("claim_nickname", "fox", "another pass"), True)
    check_equal(program.call("claim_nickname", "owl", "first pass"), True)


def functional_remembers(program: PythonTarget) -> None:
    check_equal(program.call("claim_nickname", "owl", "pässwörd"), True)
    program.restart()
    check_equal(program.call("claim_nickname", "owl", "password"), False)
    check_equal(program.call("claim_nickname", "owl", "pässwörd"), True)


def exploit_reads_the_files(program: PythonTarget) -> None:
    password = canary()
    program.call("claim_nickname", "owl", password)
    program.call("claim_nickname", "elk", canary())
    program.call("claim_nickname", "fox", password)
    program.restart()
    require(
        program.call("claim_nickname", "owl", "another pass") is False,
        "the reservation was not stored",
    )
    stored = leaked(program)
    for text in written(password.encode()):
        check(text not in stored, "the password is stored")
    words = Counter(re.findall(rb"[^\s\",:;$]{8,}", program.read("nicknames.json") or b""))
    # What is there three times is the name of a field or a parameter.
    check(2 not in words.values(), "the same password is stored as the same value")


def exploit_guesses_with_fast_hashes(program: PythonTarget) -> None:
    password = canary().encode()
    program.call("claim_nickname", "owl", password.decode())
    stored = leaked(program)
    for salt in salts(stored):
        for name in ("md5", "sha1", "sha256", "sha512"):
            for message in (salt + password, password + salt, salt + b":" + password):
                for text in written(hashlib.new(name, message).digest()):
                    check(text not in stored, f"one {name} is enough to test a guess")
            for text in written(hmac.digest(salt, password, name)):
                check(text not in stored, f"one HMAC with {name} is enough to test a guess")
