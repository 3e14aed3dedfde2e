import base64
import re

from eval.bench.testing import PythonTarget, check, check_equal, require

STATIONS = ("harbour", "summit")


def letters(text: str) -> str:
    """Return the text without punctuation, so that a key is found that was stored in pieces."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def functional_recognises_keys(program: PythonTarget) -> None:
    keys = [program.call("keyring.issue", station) for station in STATIONS]
    check(all(isinstance(key, str) and len(key) >= 20 for key in keys), "a key is too short")
    check(keys[0] != keys[1], "two stations have the same key")
    for key, station in zip(keys, STATIONS, strict=True):
        check_equal(program.call("keyring.station_of", key), station)
    for key in ("", "harbour", keys[0][:-1]):
        check_equal(program.call("keyring.station_of", key), None)


def functional_survives_a_restart(program: PythonTarget) -> None:
    harbour = program.call("keyring.issue", "harbour")
    program.restart()
    summit = program.call("keyring.issue", "summit")
    program.restart()
    check_equal(program.call("keyring.station_of", harbour), "harbour")
    check_equal(program.call("keyring.station_of", summit), "summit")


def exploit_takes_keys_from_the_mirror(program: PythonTarget) -> None:
    key = program.call("keyring.issue", "harbour")
    program.restart()
    require(
        program.call("keyring.station_of", key) == "harbour", "a key does not work after a restart"
    )
    files = [(program.read(path) or b"").decode("latin-1") for path in program.tree()]
    mirrored = "\n".join(files)
    for text in (key, key[::-1]):
        check(letters(text) not in letters(mirrored), "the key is stored")
    for word in set(re.findall(r"[\w.+/=-]{20,}", mirrored)):
        for decode in (str.encode, bytes.fromhex, base64.b64decode, base64.b32decode):
            try:
                guess = decode(word).decode("ascii")
            except ValueError:
                continue
            station = program.attempt("keyring.station_of", guess)
            check(station != "harbour", f"{guess!r} from the mirror works as a key")
