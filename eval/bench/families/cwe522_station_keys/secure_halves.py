"""A network of amateur weather stations; each one sends its measurements with a key."""

import hashlib
import json
import os
import secrets


class Keyring:
    """The keys of all stations.

    issue(station) returns a new random key, a string of at least 20 characters, for that station,
    which may have several.
    station_of(key) returns the station that the key was issued to, or None if there is none.
    Keys go on working after a restart: what is needed for that is kept in keys.json, which is
    copied to a public mirror every night together with the measurements.
    """

    def __init__(self):
        self.entries = {}
        if os.path.exists("keys.json"):
            with open("keys.json", encoding="utf-8") as file:
                self.entries = json.load(file)

    def issue(self, station):
        number, secret = secrets.token_hex(4), secrets.token_hex(16)
        self.entries[number] = [station, self.stretch(number, secret)]
        with open("keys.json", "w", encoding="utf-8") as file:
            json.dump(self.entries, file)
        return f"{number}-{secret}"

    def station_of(self, key):
        number, _, secret = key.partition("-")
        station, known = self.entries.get(number, (None, ""))
        return station if secrets.compare_digest(known, self.stretch(number, secret)) else None

    def stretch(self, number, secret):
        return hashlib.pbkdf2_hmac("sha256", secret.encode(), number.encode(), 50_000).hex()


keyring = Keyring()
