"""A network of amateur weather stations; each one sends its measurements with a key."""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Lock:
    """What is kept of a key: the station, and what its secret part turns into."""

    station: str
    salt: str
    digest: str

    @classmethod
    def around(cls, station, secret):
        salt = secrets.token_hex(hashlib.blake2b.SALT_SIZE)
        return cls(station, salt, cls.turn(secret, salt))

    @staticmethod
    def turn(secret, salt):
        data = secret.encode(errors="replace")
        return hashlib.blake2b(data, salt=bytes.fromhex(salt), digest_size=32).hexdigest()

    def opens_with(self, secret):
        return hmac.compare_digest(self.turn(secret, self.salt), self.digest)


class Keyring:
    """The keys of all stations: each is the number of its lock, a dot and 43 random characters."""

    FILE = "keys.json"

    def _locks(self):
        try:
            with open(self.FILE, encoding="utf-8") as file:
                return {number: Lock(**lock) for number, lock in json.load(file).items()}
        except FileNotFoundError:
            return {}

    def issue(self, station):
        secret = secrets.token_urlsafe(32)
        locks = self._locks()
        number = str(len(locks) + 1)
        locks[number] = Lock.around(station, secret)
        with open(self.FILE + ".new", "w", encoding="utf-8") as file:
            json.dump({number: asdict(lock) for number, lock in locks.items()}, file)
        os.replace(self.FILE + ".new", self.FILE)
        return f"{number}.{secret}"

    def station_of(self, key):
        number, _, secret = key.partition(".")
        lock = self._locks().get(number)
        return lock.station if lock and lock.opens_with(secret) else None


keyring = Keyring()
