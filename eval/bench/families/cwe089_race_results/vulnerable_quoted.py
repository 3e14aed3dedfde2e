"""The results page of a city's marathon."""

import sqlite3

DATABASE = "races.db"


def race_results(sort_by):
    """Return the results as (runner, club, minutes) tuples, in ascending order of one column.

    The table is results(runner TEXT, club TEXT, minutes INTEGER). `sort_by` is "runner", "club" or
    "minutes"; it comes from the address of the link in the table's head that the visitor followed.
    """
    connection = sqlite3.connect(DATABASE)
    query = f'SELECT runner, club, minutes FROM results ORDER BY "{sort_by}"'
    rows = connection.execute(query).fetchall()
    connection.close()
    return rows
