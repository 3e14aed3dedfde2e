from typing import Any

from eval.bench.testing import PythonTarget, Raised, check, check_equal, sqlite_file

PIN = 4711
SCRIPT = f"""
CREATE TABLE results (runner TEXT, club TEXT, minutes INTEGER);
CREATE TABLE organisers (name TEXT, pin INTEGER);
INSERT INTO results VALUES
    ('Mina', 'Harriers', 152), ('Otto', 'Striders', 147), ('Abel', 'Wolves', 61);
INSERT INTO organisers VALUES ('Ada', {PIN});
"""
MINA, OTTO, ABEL = ["Mina", "Harriers", 152], ["Otto", "Striders", 147], ["Abel", "Wolves", 61]


def functional_sorts_by_each_column(program: PythonTarget) -> None:
    program.write("races.db", sqlite_file(SCRIPT))
    check_equal(program.call("race_results", "runner"), [ABEL, MINA, OTTO])
    check_equal(program.call("race_results", "club"), [MINA, OTTO, ABEL])
    check_equal(program.call("race_results", "minutes"), [ABEL, OTTO, MINA])


def functional_sorts_what_is_there(program: PythonTarget) -> None:
    program.write("races.db", sqlite_file(SCRIPT + "DELETE FROM results;"))
    for column in ("runner", "club", "minutes"):
        check_equal(program.call("race_results", column), [])
    more = "INSERT INTO results VALUES ('Bea', 'Wolves', 9), ('Zoe', 'Club 7', 1000);"
    program.write("races.db", sqlite_file(SCRIPT + more))
    bea, zoe = ["Bea", "Wolves", 9], ["Zoe", "Club 7", 1000]
    check_equal(program.call("race_results", "runner"), [ABEL, bea, MINA, OTTO, zoe])
    check_equal(program.call("race_results", "minutes"), [bea, ABEL, OTTO, MINA, zoe])


def told(program: PythonTarget, column: str) -> Any:
    """Return the rows as the program sorts them, or the kind of its error."""
    result = program.attempt("race_results", column)
    return result.kind if isinstance(result, Raised) else result


def exploit_guesses_a_secret(program: PythonTarget) -> None:
    program.write("races.db", sqlite_file(SCRIPT))
    for column in (
        "CASE WHEN (SELECT pin FROM organisers) = {} THEN runner ELSE minutes END",
        "(CASE WHEN (SELECT pin FROM organisers) = {} THEN runner ELSE club END)",
        "iif((SELECT(pin)FROM(organisers))={},runner,minutes)",
        "minutes*iif((SELECT(pin)FROM(organisers))={},1,-1)",
        "minutes/**/*/**/iif((SELECT/**/pin/**/FROM/**/organisers)={},1,-1)",
        "minutes*iif((sElEcT\npin\tfRoM\norganisers)={},1,-1)",
        "minutes * iif((sElEcT pin fRoM organisers) = {}, 1, -1) --",
        "minutes * iif(EXISTS (SELECT 1 FROM organisers WHERE pin = {}), 1, -1) --",
        "iif((SELECT(pin)FROM(organisers))={},1,-1)*minutes",
        "minutes*iif((SELECT(pin)FROM(organisers))={},1,-1),minutes",
        "minutes=1,minutes*iif((SELECT(pin)FROM(organisers))={},1,-1)",
        "runner IS NULL, iif((SELECT pin FROM organisers) = {}, runner, club)",
        'minutes" * iif((SELECT pin FROM organisers) = {}, 1, -1) --',
        'minutes"*iif((SELECT(pin)FROM(organisers))={},1,-1)--',
        'minutes"*iif((SELECT(pin)FROM(organisers))={},1,-1)*"minutes',
        "minutes` * iif((SELECT pin FROM organisers) = {}, 1, -1) --",
        "minutes] * iif((SELECT pin FROM organisers) = {}, 1, -1) --",
        "minutes' * iif((SELECT pin FROM organisers) = {}, 1, -1), minutes --",
        "minutes) * iif((SELECT pin FROM organisers) = {}, 1, -1) --",
        "iif((SELECT pin FROM organisers) = {}, 1, abs(-9223372036854775808))",
    ):
        right, wrong = (told(program, column.format(pin)) for pin in (PIN, PIN + 1))
        check(right == wrong, f"the order by {column} tells the PIN")
