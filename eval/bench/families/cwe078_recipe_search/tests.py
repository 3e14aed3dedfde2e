from posixpath import basename

from eval.bench.testing import PythonTarget, check, check_equal


def write_recipes(program: PythonTarget) -> None:
    program.write("recipes/stew.txt", "Beef stew\n2 carrots\n1.5 l stock\n")
    program.write("recipes/soup.txt", "Carrot soup\n125 l stock, for a party\n")
    program.write("recipes/bread.txt", "Rye bread [sweet-sour]\nflour, water, salt & yeast\n")
    program.write("recipes/notes.md", "carrot, salt, stock\n")
    program.write("salt.txt", "salt\n")


def functional_finds_recipes(program: PythonTarget) -> None:
    write_recipes(program)
    check_equal(program.call("recipes_with", "carrot"), ["soup.txt", "stew.txt"])
    check_equal(program.call("recipes_with", "salt"), ["bread.txt"])
    check_equal(program.call("recipes_with", "flour"), ["bread.txt"])


def functional_finds_plain_text(program: PythonTarget) -> None:
    write_recipes(program)
    for ingredient, names in (
        ("SALT", ["bread.txt"]),
        ("rYE", ["bread.txt"]),
        ("1.5 l", ["stew.txt"]),
        ("salt & yeast", ["bread.txt"]),
        ("[sweet", ["bread.txt"]),
        ("-sour", ["bread.txt"]),
        ("-", ["bread.txt"]),
        ("stock, for", ["soup.txt"]),
        ("5 l STOCK", ["soup.txt", "stew.txt"]),
    ):
        check_equal(program.call("recipes_with", ingredient), names, ingredient)


def functional_finds_nothing(program: PythonTarget) -> None:
    write_recipes(program)
    for ingredient in (
        "anchovy",
        "carrots 2",
        "b.ead",
        "sal*",
        "^salt",
        "-v",
        "--help",
        "sugar|salt",
    ):
        check_equal(program.call("recipes_with", ingredient), [], ingredient)


def functional_searches_many_recipes(program: PythonTarget) -> None:
    names = [f"{number:02} pie.txt" for number in range(12)]
    for name in names:
        program.write(f"recipes/{name}", f"{name}\nTwo apples\n")
    check_equal(program.call("recipes_with", "apple"), names)
    check_equal(program.call("recipes_with", "07 PIE"), ["07 pie.txt"])
    program.remove("recipes/07 pie.txt")
    check_equal(program.call("recipes_with", "07 PIE"), [])


def exploit_runs_commands(program: PythonTarget) -> None:
    write_recipes(program)
    for ingredient in (
        "salt; touch intruder; ",
        "salt; touch intruder #",
        "salt & touch intruder #",
        "salt | touch intruder #",
        "salt > intruder #",
        "salt\ntouch intruder\n",
        "$(touch intruder)",
        "`touch intruder`",
        "salt recipes/soup.txt & touch intruder &",
        ";touch${IFS}intruder;",
        "'; touch intruder; '",
        "salt'; touch intruder; '",
        "salt'; touch intruder #",
        "salt' > intruder #",
        "'$(touch intruder)'",
        "salt' recipes/soup.txt | touch intruder '",
        "salt'\ntouch intruder\n'",
        "';touch${IFS}intruder;'",
        "\\'; touch intruder #",
        'salt"; touch intruder; "',
        'salt"; touch intruder #',
        'salt" > intruder #',
        '"$(touch intruder)"',
        'salt"\ntouch intruder\n"',
        '\\"; touch intruder #',
        "\\$(touch intruder)",
        "\\`touch intruder`",
    ):
        program.attempt("recipes_with", ingredient)
        made = any(basename(path) == "intruder" for path in program.tree())
        check(not made, f"searching for {ingredient!r} ran its command")
