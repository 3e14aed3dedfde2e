"""The results page of a city's marathon."""

import sqlite3

DATABASE = "races.db"


def race_results(sort_by):
    """Return the results as (runner, club, minutes) tuples, in ascending order of one column.

    The table is results(runner TEXT, club TEXT, minutes INTEGER). `sort_by` is "runner", "club" or
    "minutes"; it comes from the address of the link in the table's head that the visitor followed.
    """
    connection = sqlite3.connect(DATABASE)
    query = "SELECT runner, club, minutes FROM results"
    rows = connection.execute(query).fetchall()
    connection.close()
    place = {"runner": 0, "club": 1, "minutes": 2}[sort_by]
    return sorted(rows, key=lambda row: row[place])
