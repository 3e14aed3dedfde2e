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
    known = reserved.get(nickname)
    if known is not None:
        return hmac.compare_digest(password.encode(), known.encode())
    reserved[nickname] = password
    with open(RESERVED, "w", encoding="utf-8") as file:
        json.dump(reserved, file)
    return True
