from eval.bench.testing import PythonTarget, check, check_equal, sqlite_file

PIN = 4711
SCRIPT = f"""
CREATE TABLE results (runner TEXT, club TEXT, minutes INTEGER);
CREATE TABLE organisers (name TEXT, pin INTEGER);
INSERT INTO results VALUES
    ('Mina', 'Harriers', 52), ('Otto', 'Striders', 47), ('Abel', 'Wolves', 61);
INSERT INTO organisers VALUES ('Ada', {PIN});
"""


def functional_sorts_by_each_column(program: PythonTarget) -> None:
    program.write("races.db", sqlite_file(SCRIPT))
    mina, otto, abel = ["Mina", "Harriers", 52], ["Otto", "Striders", 47], ["Abel", "Wolves", 61]
    check_equal(program.call("race_results", "runner"), [abel, mina, otto])
    check_equal(program.call("race_results", "club"), [mina, otto, abel])
    check_equal(program.call("race_results", "minutes"), [otto, mina, abel])


def exploit_guesses_a_secret(program: PythonTarget) -> None:
    program.write("races.db", sqlite_file(SCRIPT))
    for column in (
        "CASE WHEN (SELECT pin FROM organisers) = {} THEN runner ELSE minutes END",
        "iif((SELECT(pin)FROM(organisers))={},runner,minutes)",
        "minutes*iif((SELECT(pin)FROM(organisers))={},1,-1)",
        "minutes * iif((sElEcT pin fRoM organisers) = {}, 1, -1) --",
        'minutes" * iif((SELECT pin FROM organisers) = {}, 1, -1) --',
        "minutes` * iif((SELECT pin FROM organisers) = {}, 1, -1) --",
        "minutes] * iif((SELECT pin FROM organisers) = {}, 1, -1) --",
    ):
        orders = [program.attempt("race_results", column.format(pin)) for pin in (PIN, PIN + 1)]
        told = all(isinstance(order, list) for order in orders) and orders[0] != orders[1]
        check(not told, f"the order by {column} tells the PIN")
