"""Nicknames of a chat server: the first to use one reserves it with a password."""

import hashlib
import hmac
import json
import os

RESERVED = "nicknames.json"


def claim_nickname(nickname, password):
    """Return whether somebody with this password may use the nickname.

    That is so if the nickname is still free, in which case it is now reserved with the password, or
    if it was reserved with the same one. Reservations are kept in RESERVED and outlive a restart;
    the company that runs the machine makes copies of that file.
    """
    reserved = {}
    if os.path.exists(RESERVED):
        with open(RESERVED, encoding="utf-8") as file:
            reserved = json.load(file)
    salt, known = reserved.get(nickname, (os.urandom(16).hex(), None))
    key = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1).hex()
    if known and hmac.compare_digest(key, known):
        return True
    reserved[nickname] = [salt, key]
    with open(RESERVED, "w", encoding="utf-8") as file:
        json.dump(reserved, file)
    return not known
