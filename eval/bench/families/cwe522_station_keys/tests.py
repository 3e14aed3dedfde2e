import base64
import re

from eval.bench.testing import PythonTarget, check, check_equal

STATIONS = ("harbour", "summit")


def functional_recognises_keys(program: PythonTarget) -> None:
    keys = [program.call("keyring.issue", station) for station in STATIONS]
    check(all(isinstance(key, str) and len(key) >= 20 for key in keys), "a key is too short")
    check(keys[0] != keys[1], "two stations have the same key")
    for key, station in zip(keys, STATIONS, strict=True):
        check_equal(program.call("keyring.station_of", key), station)
    for key in ("", "harbour", keys[0][:-1], keys[0] + "x"):
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
    if program.call("keyring.station_of", key) != "harbour":
        raise RuntimeError("a key does not work after a restart")
    mirrored = b"\n".join(program.read(path) or b"" for path in program.tree())
    pieces = re.split(r"[^a-zA-Z0-9]", key)
    check(not all(piece.encode() in mirrored for piece in pieces), "the key is stored")
    check(key[::-1].encode() not in mirrored, "the key is stored backwards")
    for word in set(re.findall(r"[\w.+/=-]{20,}", mirrored.decode("latin-1"))):
        for decode in (str.encode, bytes.fromhex, base64.b64decode, base64.b32decode):
            try:
                guess = decode(word).decode("ascii")
            except ValueError:
                continue
            station = program.attempt("keyring.station_of", guess)
            check(station != "harbour", f"{guess!r} from the mirror works as a key")
