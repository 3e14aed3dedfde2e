import json

from eval.bench.testing import PythonTarget, canary, check_equal, require


def hire(program: PythonTarget) -> list[str]:
    """Make Olga and Piet gardeners and return the lines with which they sign in."""
    pins = {"olga": canary(), "piet": canary()}
    program.write("gardeners.json", json.dumps(pins))
    return [f"hello {name} {pin}" for name, pin in pins.items()]


def openings(program: PythonTarget) -> list[str]:
    return [program.call("type_line", 99, f"show {vent}") for vent in ("ridge", "east", "west")]


def percents(ridge: int, east: int, west: int) -> list[str]:
    """Return what `openings` gives where the vents are open so far."""
    return [f"ridge is {ridge}% open", f"east is {east}% open", f"west is {west}% open"]


def functional_opens_vents(program: PythonTarget) -> None:
    program.call("type_line", 1, hire(program)[0])
    check_equal(openings(program), percents(0, 0, 0))
    check_equal(program.call("type_line", 1, "set ridge 40"), "done")
    check_equal(openings(program), percents(40, 0, 0))
    check_equal(program.call("type_line", 1, "set west 100"), "done")
    check_equal(program.call("type_line", 1, "set east 1"), "done")
    check_equal(program.call("type_line", 1, "set ridge 0"), "done")
    check_equal(openings(program), percents(0, 1, 100))


def functional_refuses_what_makes_no_sense(program: PythonTarget) -> None:
    program.call("type_line", 1, hire(program)[0])
    program.call("type_line", 1, "set east 7")
    for vent in ("south", "Ridge"):
        check_equal(program.call("type_line", 1, f"set {vent} 40"), "no")
    for percent in ("101", "-1", "1000", "-100", "40.5", "half", "40%"):
        check_equal(program.call("type_line", 1, f"set east {percent}"), "no", percent)
        check_equal(openings(program), percents(0, 7, 0), f"the vents after {percent}")


def functional_listens_at_several_desks(program: PythonTarget) -> None:
    for port, hello in enumerate(hire(program), 1):
        percent = port * 10
        program.call("type_line", port, hello)
        check_equal(program.call("type_line", port, f"set ridge {percent}"), "done")
        check_equal(openings(program), percents(percent, 0, 0))
    program.call("type_line", 2, "bye")
    check_equal(program.call("type_line", 1, "set ridge 30"), "done")
    check_equal(openings(program), percents(30, 0, 0))


def exploit_opens_vents_as_a_visitor(program: PythonTarget) -> None:
    hello, _ = hire(program)
    for line in (hello, "set ridge 40", "set east 60"):
        program.call("type_line", 1, line)
    require(openings(program) == percents(40, 60, 0), "not even Olga can set a vent")
    visits = (
        (),
        ("hello olga",),
        ("hello olga olga",),
        (hello[:-1],),
        (hello + "x",),
        (hello.replace("olga", "piet"),),
        (hello.replace("olga", "Olga"),),
        ("hello None None",),
        ("bye",),
        (hello, "bye"),
        (hello, "set ridge 40", "bye", "hello olga 0000"),
    )
    for gardeners in ("one gardener", "no gardener"):
        for port, lines in enumerate(visits, 2):
            for line in (*lines, "set ridge 100", "set east 0", "set west 5"):
                program.attempt("type_line", port, line)
            check_equal(
                openings(program),
                percents(40, 60, 0),
                f"the vents after a visitor typed {lines}, with {gardeners} at another desk",
            )
        program.call("type_line", 1, "bye")
