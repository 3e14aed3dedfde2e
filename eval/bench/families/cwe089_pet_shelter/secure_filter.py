"""What the visitors of a pet shelter's site can look up."""

import sqlite3

DATABASE = "shelter.db"


def pets_of_kind(kind):
    """Return the names of the pets of a kind, such as "cat", in alphabetical order.

    The kind comes from the address of the page that the visitor asked for. The table is
    pets(name TEXT, kind TEXT, quarantined INTEGER); pets with `quarantined` set to 1 are not shown.
    The list is empty for a kind that the shelter does not have.
    """
    connection = sqlite3.connect(DATABASE)
    query = "SELECT name, kind FROM pets WHERE quarantined = 0 ORDER BY name"
    rows = connection.execute(query).fetchall()
    connection.close()
    return [name for name, other in rows if other == kind]
