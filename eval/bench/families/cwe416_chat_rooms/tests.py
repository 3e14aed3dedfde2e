from eval.bench.testing import CTarget, check_equal, check_ran_safely

MANY = [f"room{number}" for number in range(40)]


def check_unless_stopped(program: CTarget, args: tuple[str, ...], expected: str) -> None:
    """Check what it prints; a fault that stops it before is for the exploit tests to judge."""
    result = program.run(*args)
    if not result.crashed:
        check_equal(result.stdout, expected, " ".join(args))


def functional_opens_rooms(program: CTarget) -> None:
    check_equal(
        program.run("4", "+ada", "+bob", "ada=tea", "bob=chess").stdout,
        "0 0 | tea 1 | chess 1 | ada@tea | bob@chess \n",
    )
    check_equal(
        program.run("2", "+ada", "+bob", "ada=tea", "bob>tea", "ada=go").stdout,
        "0 0 | tea 1 | go 1 | ada@go | bob@tea \n",
    )
    check_equal(program.run("1", "+ada", "+bob", "bob=x").stdout, "0 | x 1 | ada@ | bob@x \n")


def functional_grows(program: CTarget) -> None:
    for capacity in ("0", "1", "3"):
        visits = [step for name in MANY for step in (f"ada={name}", "ada<")]
        check_equal(
            program.run(capacity, "+bob", "+ada", *visits, "bob>room7").stdout,
            "0 " * 40
            + "".join(f"| {name} {int(name == 'room7')} " for name in MANY)
            + "| bob@room7 | ada@ \n",
        )


def functional_refuses_names(program: CTarget) -> None:
    for name, result in (
        ("", "-1"),
        ("a" * 16, "-1"),
        ("a" * 400, "-1"),
        ("tea", "-1"),
        ("go", "-1"),
        ("a" * 15, "0"),
        ("te", "0"),
        ("teas", "0"),
        ("Tea", "0"),
    ):
        opened = f"| {name} 0 " if result == "0" else ""
        check_equal(
            program.run(
                "3", "+ada", "ada=tea", "ada<", "ada=go", "ada<", f"ada={name}", "ada<"
            ).stdout,
            f"0 0 {result} | tea 0 | go 0 {opened}| ada@ \n",
        )
    steps = ("+ada", "+bob", "ada=tea", "bob=go")
    for name in ("tea", "go", ""):
        check_equal(
            program.run("2", *steps, f"ada={name}").stdout,
            "0 0 -1 | tea 1 | go 1 | ada@tea | bob@go \n",
        )


def functional_keeps_everybody_in_their_room(program: CTarget) -> None:
    check_unless_stopped(
        program,
        ("1", "+ada", "+bob", "+eve", "ada=tea", "bob=go", "eve=chess", "bob=dance"),
        "0 0 0 0 | tea 1 | go 0 | chess 1 | dance 1 | ada@tea | bob@dance | eve@chess \n",
    )
    opened = tuple(f"bob={name}" for name in MANY)
    check_unless_stopped(
        program,
        ("0", "+ada", "+bob", "+eve", "+dan", "ada=tea", "eve=go", *opened, "eve>tea"),
        "0 " * 42
        + "| tea 2 | go 0 "
        + "".join(f"| {name} {int(name == MANY[-1])} " for name in MANY)
        + "| ada@tea | bob@room39 | eve@tea | dan@ \n",
    )


def exploit_outgrows_the_block(program: CTarget) -> None:
    opened = [f"bob={name}" for name in MANY]
    visited = [step for name in MANY for step in (f"bob={name}", "bob<")]
    for capacity in ("0", "1", "2", "4"):
        for steps in (
            ("+ada", "+bob", "ada=tea", *opened),
            ("+bob", "+ada", "ada=tea", *visited),
            ("+ada", "+bob", "ada=tea", *visited, "ada<"),
            ("+bob", *opened),
            ("+ada", "+bob", "+eve", *opened[:-1], "ada>room0", "eve>room38", "bob=tea"),
            ("+bob", "+ada", "bob=tea", "ada>tea", *opened, "ada=go"),
        ):
            check_ran_safely(program.run(capacity, *steps))


def exploit_has_everybody_open_a_room(program: CTarget) -> None:
    guests = [f"g{number}" for number in range(20)]
    arrivals = [f"+{nick}" for nick in guests]
    for order in (guests, guests[::-1]):
        check_ran_safely(program.run("1", *arrivals, *(f"{nick}=of {nick}" for nick in order)))
