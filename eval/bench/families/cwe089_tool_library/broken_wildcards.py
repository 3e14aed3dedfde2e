"""A library of things: what the members of a neighbourhood association lend each other."""

import sqlite3


class ToolLibrary:
    """The tools, kept in the table tools(name TEXT, shed TEXT, reserved INTEGER) of a database."""

    def __init__(self, path):
        self.path = path

    def find_tools(self, part, sheds):
        """Return the names, in alphabetical order, of the tools that have `part` in their name.

        Upper and lower case are the same for `part`; a % or a _ in it is just that character. Only
        the tools in one of the `sheds`, a list of names, are meant, and not those with `reserved`
        set to 1. Both come from the search form on the association's web site.
        """
        connection = sqlite3.connect(self.path)
        marks = ", ".join("?" for _ in sheds)
        query = (
            "SELECT name FROM tools WHERE reserved = 0 AND name LIKE ?"
            f" AND shed IN ({marks}) ORDER BY name"
        )
        rows = connection.execute(query, [f"%{part}%", *sheds]).fetchall()
        connection.close()
        return [name for (name,) in rows]


library = ToolLibrary("tools.db")
