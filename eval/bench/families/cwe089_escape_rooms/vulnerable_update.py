"""The front desk of a house with several escape rooms: visits, and the board of best times."""

import sqlite3

DATABASE = "rooms.db"


def start_visit(team, room):
    """Store a visit as a team typed it on the tablet at the door, and return its number."""
    with sqlite3.connect(DATABASE) as connection:
        row = connection.execute("INSERT INTO visits (team, room) VALUES (?, ?)", (team, room))
    return row.lastrowid


def finish_visit(number, minutes):
    """Note how long a visit took and return its room's board: [team, minutes] pairs, best first.

    The tables are visits(number INTEGER PRIMARY KEY, team TEXT, room TEXT, minutes INTEGER), with
    no minutes while a team is in the room, and board(team TEXT, room TEXT, minutes INTEGER, PRIMARY
    KEY (team, room)), with the least minutes of any visit. Both are brought up to date. Raise
    LookupError if there is no visit with this number.
    """
    with sqlite3.connect(DATABASE) as connection:
        query = "SELECT team, room FROM visits WHERE number = ?"
        visit = connection.execute(query, (number,)).fetchone()
        if visit is None:
            raise LookupError(f"no visit {number}")
        connection.execute("UPDATE visits SET minutes = ? WHERE number = ?", (minutes, number))
        connection.execute("INSERT OR IGNORE INTO board VALUES (?, ?, ?)", (*visit, minutes))
        connection.execute(
            "UPDATE board SET minutes = min(minutes, {1}) WHERE room = ? AND team = '{0}'".format(
                visit[0], minutes
            ),
            visit[1:],
        )
        rows = connection.execute(
            "SELECT team, minutes FROM board WHERE room = ? ORDER BY minutes", visit[1:]
        ).fetchall()
    return [list(row) for row in rows]
