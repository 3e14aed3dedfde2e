"""The results page of a city's marathon."""

import sqlite3
from contextlib import closing
from operator import attrgetter
from typing import NamedTuple

DATABASE = "races.db"


class Result(NamedTuple):
    runner: str
    club: str
    minutes: int


def race_results(sort_by):
    """Return the results as (runner, club, minutes) tuples, in ascending order of one column."""
    if sort_by not in Result._fields:
        raise ValueError(f"no such column: {sort_by}")
    with closing(sqlite3.connect(DATABASE)) as connection:
        rows = connection.execute("SELECT runner, club, minutes FROM results")
        return [tuple(one) for one in sorted(map(Result._make, rows), key=attrgetter(sort_by))]
