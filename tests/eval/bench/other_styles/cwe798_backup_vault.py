"""Command line of a vault for backups: "keep NAME FILE" and "restore NAME FILE"."""

import argparse
import hashlib
import os
import sys
from pathlib import Path

# A folder on a rented server; passphrase.txt and the files stay at home.
VAULT = Path("vault")


def scramble(data, passphrase, salt):
    """Turn data into what only the passphrase turns back; it does both."""
    key = hashlib.scrypt(passphrase.encode(), salt=salt, n=1024, r=8, p=1)
    stream = hashlib.shake_256(key).digest(len(data))
    return bytes(one ^ other for one, other in zip(data, stream))


def run_vault(words):
    parser = argparse.ArgumentParser("vault")
    parser.add_argument("action", choices=("keep", "restore"))
    parser.add_argument("name")
    parser.add_argument("file", type=Path)
    parser.add_argument("--passphrase")
    options = parser.parse_args(words)
    passphrase = find_passphrase(options)
    if options.action == "keep":
        salt = os.urandom(16)
        VAULT.mkdir(exist_ok=True)
        data = scramble(options.file.read_bytes(), passphrase, salt)
        (VAULT / options.name).write_bytes(salt + data)
    else:
        data = (VAULT / options.name).read_bytes()
        options.file.write_bytes(scramble(data[16:], passphrase, data[:16]))


def night_passphrase():
    try:
        with open("passphrase.txt", encoding="utf-8") as file:
            return next(file, "").rstrip("\n")
    except FileNotFoundError:
        return ""


def find_passphrase(options):
    """Return the passphrase for a command, as text."""
    passphrase = options.passphrase
    if passphrase is None:
        passphrase = night_passphrase()
    if passphrase.strip():
        return passphrase
    sys.exit("vault: there is no passphrase; write one into passphrase.txt or give --passphrase")
