"""Mail server of a school's computer: pupils and teachers have accounts, all in one group."""

import itertools
import os
import re
import tempfile
from pathlib import Path

SPOOL = Path("spool")


def waiting_mail(user):
    """Return the letters that wait for `user`, oldest first; they are handed out through POP3."""
    return [path.read_bytes() for path in sorted((SPOOL / user).glob("*.eml"))]


def _numbers(folder):
    for name in os.listdir(folder):
        if found := re.fullmatch(r"([0-9]{6})\.eml", name):
            yield int(found[1])


def deliver_mail(user, letter):
    """Put `letter`, the bytes of a message that has just come in for `user`, into the spool."""
    if Path(user).name != user:
        raise ValueError("not the name of a user")
    folder = SPOOL / user
    for each in (SPOOL, folder):
        each.mkdir(mode=0o700, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=folder)
    try:
        with open(descriptor, "wb") as file:
            file.write(letter)
        for number in itertools.count(max(_numbers(folder), default=0) + 1):
            try:
                os.link(draft, folder / f"{number:06}.eml")
            except FileExistsError:
                continue
            return number
    finally:
        os.unlink(draft)
