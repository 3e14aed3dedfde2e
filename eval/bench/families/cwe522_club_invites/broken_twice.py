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
        with self.database() as db:
            db.execute("CREATE TABLE IF NOT EXISTS invitations (digest TEXT, email TEXT)")
            db.execute("CREATE TABLE IF NOT EXISTS members (email TEXT UNIQUE, password TEXT)")

    def database(self):
        return sqlite3.connect("club.db")

    def digest(self, code):
        return hashlib.sha256(code.encode()).hexdigest()

    def invite(self, email):
        code = secrets.token_urlsafe(24)
        with self.database() as db:
            db.execute("INSERT INTO invitations VALUES (?, ?)", (self.digest(code), email))
        return code

    def join(self, code, password):
        with self.database() as db:
            row = db.execute(
                "SELECT email FROM invitations WHERE digest = ?", (self.digest(code),)
            ).fetchone()
            if row is None:
                return False
            hashed = generate_password_hash(password)
            db.execute("INSERT OR REPLACE INTO members VALUES (?, ?)", (row[0], hashed))
        return True

    def log_in(self, email, password):
        with self.database() as db:
            query = "SELECT password FROM members WHERE email = ?"
            row = db.execute(query, (email,)).fetchone()
        return row is not None and check_password_hash(row[0], password)


club = Club()
