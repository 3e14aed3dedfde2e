import base64
import codecs
import contextlib
import hashlib
import hmac
import itertools
import json
import re
import zlib
from collections.abc import Callable
from urllib.parse import quote, unquote_to_bytes, urlsplit

from werkzeug.security import generate_password_hash

from eval.bench.testing import PythonTarget, Reply, canary, check, check_equal, require

ANN, BOB = "ann@example.org", "b+b@example.net"
ISSUES = ["Bread without yeast", "Soups for the winter"]
DECODERS: tuple[Callable[[bytes], bytes], ...] = (
    unquote_to_bytes,
    lambda word: bytes.fromhex(word.decode("ascii")),
    lambda word: base64.b64decode(word + b"=="),
    lambda word: base64.urlsafe_b64decode(word + b"=="),
    lambda word: base64.b32decode(word, casefold=True),
    base64.b85decode,
    zlib.decompress,
    lambda word: word[::-1],
    lambda word: codecs.encode(word.decode("ascii"), "rot13").encode(),
)
ALGORITHMS = ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b")
# How a cookie may hold a text: what reads it and what writes it.
CODECS: tuple[tuple[Callable[[str], bytes], Callable[[bytes], bytes | str]], ...] = (
    (unquote_to_bytes, quote),
    (base64.b64decode, base64.b64encode),
    (base64.urlsafe_b64decode, base64.urlsafe_b64encode),
    (bytes.fromhex, bytes.hex),
)


def subscribe(program: PythonTarget, **passwords: str) -> None:
    """Store the subscribers ann and bob."""
    emails = {"ann": ANN, "bob": BOB}
    hashes = {
        emails[name]: generate_password_hash(password, "pbkdf2:sha256:100")
        for name, password in passwords.items()
    }
    program.write("subscribers.json", json.dumps(hashes))


def log_in(program: PythonTarget, email: str, password: str, browser: str) -> Reply:
    form = {"email": email, "password": password}
    return program.http("POST", "/login", form=form, client=browser)


def check_logged_in(program: PythonTarget, email: str, browser: str) -> None:
    reply = program.http("GET", "/issues", client=browser)
    check_equal(reply.status, 200, "status")
    check_equal(json.loads(reply.text), {"reader": email, "issues": ISSUES})


def received(program: PythonTarget, email: str, password: str) -> bytes:
    """Log in; return all that the browser was given, and all that the server has written."""
    browser = f"browser of {email}"
    replies = [log_in(program, email, password, browser)]
    replies += [program.http("GET", "/issues", client=browser) for _ in range(2)]
    require(replies[-1].status == 200, "a subscriber cannot log in")
    lines = [f"{name}: {value}".encode() for reply in replies for name, value in reply.headers]
    files = [program.read(path) or b"" for path in program.tree() if path != "subscribers.json"]
    return b"\n".join([*lines, *(reply.body for reply in replies), *files])


def words(content: bytes) -> set[bytes]:
    kinds = (rb"[\w.%+/-]+", rb"[\w+/-]+", rb"[\w-]+", rb"\w+")
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


def functional_logs_in(program: PythonTarget) -> None:
    subscribe(program, ann="pässwörd; \"1\" & '2' + 3%")
    reply = log_in(program, ANN, "pässwörd; \"1\" & '2' + 3%", "a")
    check(300 <= reply.status < 400, f"no redirect: {reply.status}")
    check_equal(urlsplit(reply.header("Location") or "").path, "/issues", "path of the redirect")
    check_logged_in(program, ANN, "a")
    check_logged_in(program, ANN, "a")


def functional_refuses_others(program: PythonTarget) -> None:
    subscribe(program, ann="soup", bob="bread")
    check_equal(program.http("GET", "/issues", client="a").status, 403, "status")
    for email, password in (
        (ANN, "bread"),
        (ANN, ""),
        (ANN, "Soup"),
        (BOB, "soup"),
        ("eve@example.org", "soup"),
        ("", ""),
    ):
        check_equal(log_in(program, email, password, "a").status, 403, "status")
        check_equal(program.http("GET", "/issues", client="a").status, 403, "status")


def functional_keeps_browsers_apart(program: PythonTarget) -> None:
    subscribe(program, ann="soup", bob="bread")
    for email, password, browser in ((ANN, "soup", "a"), (BOB, "bread", "b"), (ANN, "soup", "c")):
        log_in(program, email, password, browser)
    check_logged_in(program, ANN, "a")
    check_logged_in(program, BOB, "b")
    check_logged_in(program, ANN, "c")
    check_equal(program.http("GET", "/issues", client="d").status, 403, "status")
    log_in(program, BOB, "bread", "a")
    check_logged_in(program, BOB, "a")
    check_logged_in(program, ANN, "c")


def functional_does_not_believe_made_up_cookies(program: PythonTarget) -> None:
    subscribe(program, ann="soup", bob="bread")
    log_in(program, ANN, "soup", "a")
    cookies = [
        value.split(";")[0].split("=", 1)
        for name, value in log_in(program, BOB, "bread", "b").headers
        if name == "Set-Cookie"
    ]
    check_logged_in(program, BOB, "b")
    for name, value in cookies:
        made_up: list[bytes | str] = ["", "1", ANN]
        for decode, encode in CODECS:
            made_up.append(encode(ANN.encode()))
            with contextlib.suppress(ValueError):
                made_up.append(encode(decode(value).replace(BOB.encode(), ANN.encode())))
        for text in made_up:
            if isinstance(text, bytes):
                text = text.decode("ascii")
            if text != value:
                reply = program.http("GET", "/issues", headers={"Cookie": f"{name}={text}"})
                check(reply.status != 200, f"the cookie {text!r} is as good as a login")


def exploit_finds_the_password(program: PythonTarget) -> None:
    password = canary()
    subscribe(program, ann=password)
    hashed = json.loads(program.read("subscribers.json") or b"{}")[ANN].encode()
    for text in readings(received(program, ANN, password), 3):
        check(password.encode() not in text, "the password is in what is sent or written")
        check(hashed not in text, "the stored hash is in what is sent or written")


def exploit_undoes_what_hides_a_password(program: PythonTarget) -> None:
    passwords = {ANN: canary(), BOB: canary()}
    subscribe(program, ann=passwords[ANN], bob=passwords[BOB])
    pads: list[set[bytes]] = []
    for email, password in passwords.items():
        raw = password.encode()
        parts = {
            text[start : start + len(raw)]
            for text in readings(received(program, email, password), 1)
            for start in range(len(text) - len(raw) + 1)
        }
        pads.append(
            {bytes(a ^ b for a, b in zip(part, raw, strict=True)) for part in parts}
            | {bytes((a - b) % 256 for a, b in zip(part, raw, strict=True)) for part in parts}
        )
    # Whoever has a subscription could undo it for the passwords of all others.
    check(not set.intersection(*pads), "two passwords are hidden in the same way")


def exploit_guesses_with_fast_hashes(program: PythonTarget) -> None:
    password = canary()
    subscribe(program, ann=password)
    content = received(program, ANN, password)
    salts = {b"", ANN.encode(), *cut(readings(content, 1)), *constants(program.source)}
    found = {text[:8] for text in cut(readings(content, 3)) if len(text) >= 8}
    for algorithm, salt in itertools.product(ALGORITHMS, salts):
        messages = [password.encode()] + [
            between.join(parts)
            for between in (b"", b":", b"|")
            for chosen in ([salt], [ANN.encode()], [salt, ANN.encode()])
            for parts in itertools.permutations([password.encode(), *chosen])
        ]
        digests = [hashlib.new(algorithm, message).digest() for message in messages]
        digests += [hashlib.new(algorithm, digest.hex().encode()).digest() for digest in digests]
        digests += [hmac.digest(salt, message, algorithm) for message in messages]
        digests += [hmac.digest(password.encode(), salt, algorithm)]
        for digest in digests:
            check(digest[:8] not in found, f"{algorithm} tests a guess")
