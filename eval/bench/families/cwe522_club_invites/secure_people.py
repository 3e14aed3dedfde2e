"""A rowing club: whoever wants to join needs the code of an invitation, and chooses a password."""

import hashlib
import hmac
import secrets
import sqlite3

from werkzeug.security import check_password_hash, generate_password_hash


class Club:
    """The club's invitations and members.

    invite(email) returns the random code, a string of at least 16 characters, of an invitation.
    join(code, password) makes whoever was invited with this code a member with that password, which
    works once for each invitation, and returns True; False if there is no such open invitation.
    log_in(email, password) returns whether this is a member's email and password, True or False.
    All is kept in club.db, outlives a restart, and is mailed to the committee every Sunday.
    """

    def __init__(self):
        self.db = sqlite3.connect("club.db", isolation_level=None)
        columns = "number INTEGER PRIMARY KEY, email, salt, hashed, open"
        self.db.execute(f"CREATE TABLE IF NOT EXISTS people ({columns})")

    def scrypt(self, secret, salt):
        return hashlib.scrypt(secret.encode(), salt=salt, n=2**14, r=8, p=1)

    def invite(self, email):
        secret, salt = secrets.token_hex(16), secrets.token_bytes(16)
        row = (email, salt, self.scrypt(secret, salt))
        number = self.db.execute("INSERT INTO people VALUES (NULL, ?, ?, ?, 1)", row).lastrowid
        return f"{number}-{secret}"

    def join(self, code, password):
        number, _, secret = code.partition("-")
        if not self.matches("number = ? AND open", number, secret):
            return False
        salt = secrets.token_bytes(16)
        self.db.execute(
            "UPDATE people SET salt = ?, hashed = ?, open = 0 WHERE number = ?",
            (salt, self.scrypt(password, salt), number),
        )
        return True

    def log_in(self, email, password):
        return self.matches("email = ? AND NOT open", email, password)

    def matches(self, condition, value, secret):
        rows = self.db.execute(f"SELECT salt, hashed FROM people WHERE {condition}", (value,))
        return any(hmac.compare_digest(self.scrypt(secret, salt), known) for salt, known in rows)


club = Club()
