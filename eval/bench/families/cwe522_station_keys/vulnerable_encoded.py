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
        self.stations = {}
        if os.path.exists("keys.json"):
            with open("keys.json", encoding="utf-8") as file:
                self.stations = json.load(file)

    def issue(self, station):
        key = secrets.token_hex(24)
        self.stations[self.encode(key)] = station
        with open("keys.json", "w", encoding="utf-8") as file:
            json.dump(self.stations, file)
        return key

    def station_of(self, key):
        return self.stations.get(self.encode(key))

    def encode(self, key):
        pad = hashlib.sha512(b"amateur weather").digest()
        return bytes(a ^ b for a, b in zip(key.encode(), pad)).hex()


keyring = Keyring()
