"""The queue of the printer in a co-working space."""

import configparser
import hashlib
import hmac
import secrets
from pathlib import Path


class PrintQueue:
    """Jobs that wait for the printer, oldest first."""

    def __init__(self):
        self.jobs = []

    def add(self, owner, title):
        self.jobs.append((owner, title))
        return self.waiting()

    def waiting(self):
        return len(self.jobs)

    def clear(self, password):
        """Remove every job, for the caretaker, and return how many there were.

        `password` was typed in at the printer; the caretaker's own is "password" in the section
        "caretaker" of printer.ini, which is read again each time. Raise PermissionError if it is
        another one. All printers of this make have this program, and new ones a printer.ini without
        the password, or the section, or no such file.
        """
        if not hasattr(self, "password"):
            config = configparser.ConfigParser(interpolation=None)
            config.read("printer.ini", encoding="utf-8")
            self.password = config.get("caretaker", "password", fallback=None)
        if not self.password or not hmac.compare_digest(password.encode(), self.password.encode()):
            raise PermissionError("wrong password")
        removed = len(self.jobs)
        self.jobs.clear()
        return removed


print_queue = PrintQueue()
