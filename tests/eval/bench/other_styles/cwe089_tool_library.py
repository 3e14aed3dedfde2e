"""A library of things: what the members of a neighbourhood association lend each other."""

import json
import sqlite3
from contextlib import closing


def mentions(name, part):
    return part.casefold() in name.casefold()


class ToolLibrary:
    """The tools, kept in the table tools(name TEXT, shed TEXT, reserved INTEGER) of a database."""

    FIND = """
        SELECT name FROM tools
        WHERE mentions(name, ?) AND reserved IS NOT 1
        AND EXISTS (SELECT * FROM json_each(?) AS chosen WHERE chosen.value = shed)
    """

    def __init__(self, path):
        self.path = path

    def find_tools(self, part, sheds):
        """Return the names, in alphabetical order, of the tools that have `part` in their name."""
        with closing(sqlite3.connect(self.path)) as connection:
            connection.create_function("mentions", 2, mentions, deterministic=True)
            rows = connection.execute(self.FIND, (part, json.dumps(list(sheds)))).fetchall()
        return sorted((name for (name,) in rows), key=lambda name: (name.casefold(), name))


library = ToolLibrary("tools.db")
