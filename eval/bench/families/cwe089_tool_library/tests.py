from eval.bench.testing import PythonTarget, canary, check, check_equal, sqlite_file

SCRIPT = """
CREATE TABLE tools (name TEXT, shed TEXT, reserved INTEGER);
CREATE TABLE members (name TEXT, phone TEXT);
INSERT INTO tools VALUES
    ('Jigsaw', 'Mill Lane', 0), ('Saw horse', 'North', 0), ('Bow saw', 'Mill Lane', 0),
    ('Saw_2', 'North', 0), ('Drill, 50% power', 'North', 0), ('Ladder', 'South', 0),
    ('C:\\ drive puller', 'South', 0), ('Chain saw', 'South', 0),
    ('Saw {secret}', 'North', 1), ('Awl', 'Hidden', 1);
INSERT INTO members VALUES ('Ada', '{secret}');
"""
ALL = ["Mill Lane", "North", "South"]


def store(program: PythonTarget, secret: str = "doctor") -> None:
    program.write("tools.db", sqlite_file(SCRIPT.format(secret=secret)))


def functional_finds_tools(program: PythonTarget) -> None:
    store(program)
    find = "library.find_tools"
    check_equal(program.call(find, "saw", ["Mill Lane"]), ["Bow saw", "Jigsaw"])
    everywhere = ["Bow saw", "Chain saw", "Jigsaw", "Saw horse", "Saw_2"]
    check_equal(program.call(find, "SAW", ["South", "North", "Mill Lane"]), everywhere)
    check_equal(program.call(find, "Ladder", ["South", "North"]), ["Ladder"])
    check_equal(program.call(find, "ladder", ["North"]), [])
    check_equal(program.call(find, "awl", ["Hidden"]), [])
    check_equal(program.call(find, "saw", []), [])
    check_equal(program.call(find, "saw", ["Mill Lane"] * 3), ["Bow saw", "Jigsaw"])
    check_equal(program.call(find, "saw", ["Mill", "north pole"]), [])


def functional_takes_every_character(program: PythonTarget) -> None:
    store(program)
    find = "library.find_tools"
    check_equal(program.call(find, "0%", ALL), ["Drill, 50% power"])
    check_equal(program.call(find, "%", ALL), ["Drill, 50% power"])
    check_equal(program.call(find, "s%w", ALL), [])
    check_equal(program.call(find, "_", ALL), ["Saw_2"])
    check_equal(program.call(find, "w_2", ALL), ["Saw_2"])
    check_equal(program.call(find, "s_w", ALL), [])
    for part in ("*", "s*w", "s?w", "[a-z]", ".", "^", "saw\\b"):
        check_equal(program.call(find, part, ALL), [], f"tools with {part}")
    check_equal(program.call(find, ":\\ d", ALL), ["C:\\ drive puller"])
    check_equal(program.call(find, "l, 5", ALL), ["Drill, 50% power"])
    check_equal(program.call(find, "", ["Mill Lane"]), ["Bow saw", "Jigsaw"])


def exploit_reads_hidden_rows(program: PythonTarget) -> None:
    secret = canary()
    store(program, secret)
    ways = [
        f"{quote}{brackets}{rest}"
        for quote in ("'", "%'", "\\'", '"')
        for brackets in ("", ")", "))")
        for rest in (
            " OR reserved = 1 --",
            " = '' OR reserved = 1 --",
            " OR reserved = 1 OR name = ? --",
            " > 0 OR reserved = 1 --",
            "/**/uNiOn/**/sElEcT/**/phone/**/fRoM/**/members/**/--",
            " > 0 UNION SELECT phone FROM members --",
            " UNION SELECT phone, phone FROM members --",
            " UNION SELECT phone, phone, phone FROM members --",
        )
    ]
    # These leave the rest of the query as it was, and so its other parameters.
    ways += [
        f"x{end}{more}"
        for end in ("'", "')", "'))", "%'", '"', "\\'")
        for more in (
            " OR reserved = 1 OR name LIKE '",
            " OR reserved IN (1, '2",
            " > 0 OR reserved = 1 OR instr(name, 'x",
            " > 0 OR reserved = 1 OR instr(lower(name), lower('x",
            " UNION SELECT name FROM tools WHERE reserved = 1 OR name LIKE '",
            " UNION SELECT name FROM tools WHERE reserved IN (1, '2",
        )
    ]
    ways += ["saw' OR '1'='1", "x' OR reserved OR '", 'x" OR "1"="1', "x'OR(reserved)OR'"]
    # One with both kinds of quotes, for what picks the kind that does not occur.
    ways += [f'{way}"' for way in ways if way.startswith("'")]
    for way in ways:
        for part, sheds in ((way, ["North"]), ("saw", [way]), ("saw", ["North", way])):
            shown = repr(program.attempt("library.find_tools", part, sheds))
            check(secret not in shown, f"{part!r} in {sheds!r} showed a hidden row")
