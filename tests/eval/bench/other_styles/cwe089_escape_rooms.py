"""The front desk of a house with several escape rooms: visits, and the board of best times."""

import sqlite3
from contextlib import closing, contextmanager

DATABASE = "rooms.db"

UPDATE_BOARD = """
    INSERT OR REPLACE INTO board (team, room, minutes)
    SELECT visits.team, visits.room, MIN(visits.minutes)
    FROM visits JOIN visits AS latest USING (team, room)
    WHERE latest.number = :number
    GROUP BY visits.team, visits.room
"""
SHOW_BOARD = """
    SELECT board.team, board.minutes FROM board JOIN visits USING (room)
    WHERE visits.number = :number
    ORDER BY board.minutes, board.team
"""


@contextmanager
def transaction():
    with closing(sqlite3.connect(DATABASE)) as connection, connection:
        yield connection.cursor()


def start_visit(team, room):
    """Store a visit as a team typed it on the tablet at the door, and return its number."""
    with transaction() as cursor:
        cursor.execute("INSERT INTO visits (team, room) VALUES (?, ?)", (team, room))
        return cursor.lastrowid


def finish_visit(number, minutes):
    """Note how long a visit took and return its room's board: [team, minutes] pairs, best first."""
    values = {"number": number, "minutes": minutes}
    with transaction() as cursor:
        cursor.execute("UPDATE visits SET minutes = :minutes WHERE number = :number", values)
        if cursor.rowcount != 1:
            raise LookupError(f"there is no visit {number}")
        cursor.execute(UPDATE_BOARD, values)
        return [list(row) for row in cursor.execute(SHOW_BOARD, values)]
