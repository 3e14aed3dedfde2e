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

    # >>> complete here


club = Club()
