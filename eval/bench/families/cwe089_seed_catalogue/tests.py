import json
from typing import Any

from eval.bench.testing import PythonTarget, Reply, canary, check, check_equal, sqlite_file

DIGIT = 4
SCRIPT = f"""
CREATE TABLE seeds (name TEXT, plant TEXT, colour TEXT, height INTEGER, listed INTEGER);
CREATE TABLE growers (name TEXT, phone TEXT, digit INTEGER);
INSERT INTO seeds VALUES
    ('Scarlet Emperor', 'bean', 'red', 250, 1), ('Borlotti', 'bean', 'red', 200, 1),
    ('Cherokee Wax', 'bean', 'yellow', 40, 1), ('Gold Rush', 'marrow', 'yellow', 40, 1),
    ('Boston', 'marrow', 'dark green', 40, 1), ('{{secret}}', 'bean', 'red', 200, 0),
    ('Crimson', 'poppy', 'red', 70, 0);
INSERT INTO growers VALUES ('Ada', '{{secret}}', {DIGIT});
"""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXY"


def store(program: PythonTarget, secret: str = "Unnamed", more: str = "") -> None:
    program.write("seeds.db", sqlite_file(SCRIPT.format(secret=secret) + more))


def ask(program: PythonTarget, **query: str) -> Reply:
    return program.http("GET", "/catalogue", query=query)


def names(program: PythonTarget, **query: str) -> list[str]:
    reply = ask(program, **query)
    check_equal(reply.status, 200, "status")
    return json.loads(reply.text)


def functional_filters(program: PythonTarget) -> None:
    store(program)
    reds = ["Borlotti", "Scarlet Emperor"]
    check_equal(names(program, plant="bean"), ["Borlotti", "Cherokee Wax", "Scarlet Emperor"])
    check_equal(names(program, plant="bean", colour="red"), reds)
    check_equal(names(program, height="40", plant="marrow"), ["Boston", "Gold Rush"])
    check_equal(names(program, height="200", colour="red", plant="bean"), ["Borlotti"])
    check_equal(names(program, colour="dark green"), ["Boston"])
    every = ["Borlotti", "Boston", "Cherokee Wax", "Gold Rush", "Scarlet Emperor"]
    check_equal(names(program), every)


def functional_finds_nothing(program: PythonTarget) -> None:
    store(program)
    for query in (
        {"plant": "poppy"},
        {"plant": "bea"},
        {"plant": ""},
        {"colour": "%"},
        {"colour": "green"},
        {"height": "4"},
        {"plant": "marrow", "colour": "red"},
    ):
        check_equal(names(program, **query), [], f"seeds with {query}")


def functional_limits(program: PythonTarget) -> None:
    rows = ", ".join(f"('{letter}', 'pea', 'green', 90, 1)" for letter in LETTERS)
    store(program, more=f"INSERT INTO seeds VALUES {rows};")
    check_equal(names(program, plant="bean", limit="2"), ["Borlotti", "Cherokee Wax"])
    check_equal(names(program, plant="bean", limit="1", colour="yellow"), ["Cherokee Wax"])
    check_equal(names(program, plant="marrow", limit="5"), ["Boston", "Gold Rush"])
    for limit in (1, 19, 20, 21, 24, 25, 26):
        found = names(program, plant="pea", limit=str(limit))
        check_equal(found, list(LETTERS[:limit]), f"limit {limit}")
    check_equal(names(program, colour="green"), list(LETTERS[:20]))


def exploit_reads_hidden_rows(program: PythonTarget) -> None:
    secret = canary()
    store(program, secret)
    parts = [
        "x' OR '1'='1",
        "x' OR listed = 0 OR '1'='2",
        "x' oR listed = 0 --",
        "x'/**/OR/**/listed=0/**/OR/**/'1'='2",
        "x' UNION SELECT phone FROM growers --",
        "x' uNiOn/**/sElEcT/**/phone/**/fRoM/**/growers/**/--",
        "x') OR listed = 0 --",
        "x') UNION SELECT phone FROM growers --",
        'x" OR listed = 0 --',
        'x" UNION SELECT phone FROM growers --',
        "x\\' UNION SELECT phone FROM growers --",
        "x' OR listed = 0 --\"",
        # These bring along the parameter of the limit that they cut off.
        "x' OR listed = 0 LIMIT ? --",
        "x' UNION SELECT phone FROM growers LIMIT ? --\"",
        "0 OR listed = 0",
        "0 OR 1=1 --",
        "0) OR (1=1",
        "0 UNION SELECT phone FROM growers --",
        "1 UNION SELECT phone FROM growers --",
    ]
    for column in ("plant", "colour", "height"):
        for value in parts:
            shown = ask(program, **{column: value}).text
            check(secret not in shown, f"{column}={value} showed a hidden row")
    for name in (
        "1=1 OR plant",
        "'1'='1' OR plant",
        "1=1/**/OR/**/plant",
        "listed=0 OR 1=1 OR plant",
        "plant IS NOT NULL OR plant",
        "plant<>'' OR 'x'",
        "plant IN (SELECT plant FROM seeds) OR plant",
        "1) OR (listed = 0) OR (plant",
        "1=1)OR(listed=0)OR(plant",
        "plant = 'x' UNION SELECT phone FROM growers WHERE name <>",
        "plant\nUNION\nSELECT\nphone\nFROM\ngrowers\nWHERE\nname<>''\nOR\nname",
        "plant UNION SELECT phone FROM growers WHERE 'Ada'",
        "plant UNION SELECT phone FROM growers WHERE name",
        "plant/**/uNiOn/**/sElEcT/**/phone/**/fRoM/**/growers/**/wHeRe/**/name",
        'plant" = 1 OR 1=1 OR "plant',
        'plant"=1 UNION SELECT phone FROM growers WHERE "name',
        'plant" IS NOT NULL OR "plant',
        "plant` IS NOT NULL OR `plant",
        "plant] IS NOT NULL OR [plant",
        "plant' IS NOT NULL OR 'plant",
        "plant = 'x' OR 1=1 --",
        "plant UNION SELECT phone FROM growers --",
    ):
        for value in ("Ada", "bean"):
            for query in ({name: value}, {"plant": "bean", name: value}):
                check(secret not in ask(program, **query).text, f"{query} showed a hidden row")


def told(program: PythonTarget, limit: str) -> Any:
    """Return the names that the program lists, or the status of its refusal."""
    reply = ask(program, limit=limit)
    return json.loads(reply.text) if reply.status == 200 else reply.status


def exploit_guesses_a_secret(program: PythonTarget) -> None:
    store(program)
    for limit in (
        "(SELECT digit = {} FROM growers)",
        "(SELECT/**/digit={}/**/FROM/**/growers)",
        "1+(sElEcT(digit={})fRoM(growers))",
        "1 + (SELECT digit = {} FROM growers) --",
        "iif((SELECT digit FROM growers) = {}, 1, 3)",
        "2 OFFSET (SELECT digit = {} FROM growers)",
        "(SELECT digit = {} FROM growers), 2",
        "2*(SELECT count(*) FROM growers WHERE digit = {})",
        "1' + (SELECT digit = {} FROM growers) + '0",
        "1) + (SELECT digit = {} FROM growers) --",
    ):
        right, wrong = (told(program, limit.format(digit)) for digit in (DIGIT, DIGIT + 1))
        check(right == wrong, f"the number of seeds with limit={limit} tells the digit")
