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
        self.kept = {"secret": secrets.token_hex(32), "stations": []}
        if os.path.exists("keys.json"):
            with open("keys.json", encoding="utf-8") as file:
                self.kept = json.load(file)

    def key(self, number, station):
        text = f"{self.kept['secret']}:{number}:{station}"
        return hashlib.sha256(text.encode()).hexdigest()

    def issue(self, station):
        self.kept["stations"].append(station)
        with open("keys.json", "w", encoding="utf-8") as file:
            json.dump(self.kept, file)
        return self.key(len(self.kept["stations"]), station)

    def station_of(self, key):
        for number, station in enumerate(self.kept["stations"], start=1):
            if self.key(number, station) == key:
                return station
        return None


keyring = Keyring()
