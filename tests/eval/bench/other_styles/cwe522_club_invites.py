"""A rowing club: whoever wants to join needs the code of an invitation, and chooses a password."""

import hashlib
import hmac
import secrets
import sqlite3
from contextlib import closing, contextmanager


def stretch(password, salt):
    return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt, n=2**14, r=8, p=1)


def seal(code):
    return hashlib.sha3_256(code.encode("utf-8", "surrogatepass")).digest()


class Club:
    """The club's invitations and members.

    invite(email) returns the random code, a string of at least 16 characters, of an invitation.
    join(code, password) makes whoever was invited with this code a member with that password, which
    works once for each invitation, and returns True; False if there is no such open invitation.
    log_in(email, password) returns whether this is a member's email and password, True or False.
    All is kept in club.db, outlives a restart, and is mailed to the committee every Sunday.
    """

    TABLES = """
        CREATE TABLE IF NOT EXISTS invitations (seal BLOB PRIMARY KEY, email TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS members (email TEXT PRIMARY KEY, salt BLOB, stretched BLOB);
    """

    @contextmanager
    def _database(self):
        with closing(sqlite3.connect("club.db")) as connection:
            connection.executescript(self.TABLES)
            with connection:
                yield connection

    def invite(self, email):
        code = secrets.token_urlsafe(24)
        with self._database() as database:
            database.execute("INSERT INTO invitations VALUES (?, ?)", (seal(code), email))
        return code

    def join(self, code, password):
        salt = secrets.token_bytes(16)
        with self._database() as database:
            invited = database.execute(
                "DELETE FROM invitations WHERE seal = ? RETURNING email", (seal(code),)
            ).fetchall()
            database.executemany(
                "REPLACE INTO members VALUES (?, ?, ?)",
                ((email, salt, stretch(password, salt)) for (email,) in invited),
            )
        return bool(invited)

    def log_in(self, email, password):
        with self._database() as database:
            members = database.execute(
                "SELECT salt, stretched FROM members WHERE email = ?", (email,)
            ).fetchall()
        return any(hmac.compare_digest(stretch(password, salt), known) for salt, known in members)


club = Club()
