"""Mail server of a school's computer: pupils and teachers have accounts, all in one group."""

import os
from pathlib import Path

SPOOL = Path("spool")


def waiting_mail(user):
    """Return the letters that wait for `user`, oldest first; they are handed out through POP3."""
    return [path.read_bytes() for path in sorted((SPOOL / user).glob("*.eml"))]


def deliver_mail(user, letter):
    """Put `letter`, the bytes of a message that has just come in for `user`, into the spool.

    It becomes a file of its own, spool/USER/NUMBER.eml. The number has six digits and is one more
    than that of the last letter which is there: 000001.eml is the first. Folders are made where
    they do not exist yet. Return the number, an int.
    """
    folder = SPOOL / user
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    number = max((int(path.stem) for path in folder.glob("*.eml")), default=0) + 1
    path = folder / f"{number:06}.eml"
    path.write_bytes(letter)
    return number
