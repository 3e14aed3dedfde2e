"""Command line of a vault for backups: "keep NAME FILE" and "restore NAME FILE"."""

import argparse
import hashlib
import os
import secrets
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


def find_passphrase(options):
    """Return the passphrase for a command, as text.

    It is options.passphrase or, where that is None, the first line of passphrase.txt, for backups
    at night. Where somebody has just installed the vault, that file is missing or has no text.
    """
    if options.passphrase is not None:
        return options.passphrase
    path = Path("passphrase.txt")
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if not text.strip():
        text = secrets.token_urlsafe(24)
        path.write_text(text + "\n", encoding="utf-8")
    return text.splitlines()[0]
