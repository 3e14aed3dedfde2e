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
        self.digests = {}
        if os.path.exists("keys.json"):
            with open("keys.json", encoding="utf-8") as file:
                self.digests = json.load(file)

    def issue(self, station):
        key = secrets.token_urlsafe(24)
        self.digests[station] = hashlib.sha256(key.encode()).hexdigest()
        with open("keys.json", "w", encoding="utf-8") as file:
            json.dump(self.digests, file)
        return key

    def station_of(self, key):
        digest = hashlib.sha256(key.encode()).hexdigest()
        for station, known in self.digests.items():
            if secrets.compare_digest(digest, known):
                return station
        return None


keyring = Keyring()
