from math import inf, isnan, nan
from typing import Any

from eval.bench.testing import PythonTarget, check, check_equal, require


def board(program: PythonTarget) -> list[str]:
    return program.call("quiz.board")


def functional_sets_up_a_round(program: PythonTarget) -> None:
    program.call("set_up_round", {"title": "Animals", "seconds": 30, "points": 50})
    check_equal(board(program), ["Animals - hosted by Nadia"])
    program.call("quiz.answer", "table 4", 30)
    program.call("quiz.answer", "table 2", 31)
    program.call("quiz.answer", "table 9", 1.5)
    check_equal(board(program), ["Animals - hosted by Nadia", "table 4: 50", "table 9: 50"])


def functional_keeps_other_settings(program: PythonTarget) -> None:
    program.call("quiz.answer", "table 1", 20)
    program.call("set_up_round", {"points": 300})
    program.call("quiz.answer", "table 1", 20)
    program.call("quiz.answer", "table 1", 21)
    check_equal(board(program), ["Warming up - hosted by Nadia", "table 1: 400"])
    program.call("set_up_round", {"title": "Rivers & café"})
    program.call("set_up_round", {})
    program.call("set_up_round", {"seconds": 60})
    program.call("quiz.answer", "table 1", 60)
    program.call("set_up_round", {"points": 200})
    program.call("quiz.answer", "table 1", 60)
    program.call("quiz.answer", "table 1", 61)
    check_equal(board(program), ["Rivers & café - hosted by Nadia", "table 1: 900"])


def functional_takes_every_position_of_the_sliders(program: PythonTarget) -> None:
    rounds = [("!", 5, 10), ("ü" * 40, 120, 500), ("Maps", 6, 11), ("Trees", 119, 499)]
    score = 0
    for title, seconds, points in rounds:
        program.call("set_up_round", {"points": points, "title": title, "seconds": seconds})
        program.call("quiz.answer", "table 1", seconds + 1)
        program.call("quiz.answer", "table 1", seconds)
        score += points
        check_equal(board(program), [f"{title} - hosted by Nadia", f"table 1: {score}"])


class Evening:
    """A quiz under attack: looks whether it still works and is fair."""

    def __init__(self, program: PythonTarget):
        self.program = program
        program.call("quiz.answer", "table 1", 3)
        program.attempt("set_up_round", {"title": "Animals", "seconds": 30, "points": 50})
        lines = ["Animals - hosted by Nadia", "table 1: 100"]
        require(board(program) == lines, "no round can be set up")
        self.score = 100.0

    def attack(self, settings: Any) -> None:
        self.program.attempt("set_up_round", settings)
        what = f"{settings!r:.80}"
        self.program.attempt("quiz.answer", "table 1", 121)
        check_equal(self.look(what), self.score, f"score for a late answer after {what}")
        self.program.attempt("quiz.answer", "table 1", 5)
        gained = self.look(what) - self.score
        fits = 10 <= gained <= 500 and gained == int(gained)
        check(fits, f"{gained} points for a right answer after {what}")
        self.score += gained

    def look(self, what: str) -> float:
        """Return the score on the board, after a check that everything else is as it should be."""
        lines = self.program.attempt("quiz.board")
        check(
            isinstance(lines, list) and len(lines) == 2, f"the board is {lines!r:.80} after {what}"
        )
        title, found, host = lines[0].rpartition(" - hosted by ")
        check(1 <= len(title) <= 40, f"a title of {len(title)} characters after {what}")
        check(found != "" and host == "Nadia", f"hosted by {host:.40} after {what}")
        table, _, score = lines[1].rpartition(": ")
        check_equal(table, "table 1", f"table after {what}")
        check(not isnan(float(score)), f"not a number of points after {what}")
        return float(score)


def exploit_leaves_the_sliders(program: PythonTarget) -> None:
    evening = Evening(program)
    for seconds in (4, 121, 0, -1, -30, 10**6, 10**30, 1e308, inf, -inf, nan):
        evening.attack({"seconds": seconds})
    for points in (9, 501, 0, -1, -100, 10**6, -(10**30), 1e308, inf, -inf, nan):
        evening.attack({"points": points})
    for points in (50.5, 499.5, 10.25):
        evening.attack({"points": points})
    for title in ("", "x" * 41, "x" * 100_000):
        evening.attack({"title": title})


def exploit_sends_other_types(program: PythonTarget) -> None:
    evening = Evening(program)
    for value in (None, True, False, "", "soon", "30", [], [30], {}, {"seconds": 30}):
        evening.attack({"seconds": value})
        evening.attack({"points": value})
    for value in (None, True, 30, 7.5, nan, [], ["Animals"], {}, {"title": "Animals"}):
        evening.attack({"title": value})
    for settings in (None, True, 30, "title", [], ["title"], [["host", "Eve"]]):
        evening.attack(settings)


def exploit_changes_what_is_no_setting(program: PythonTarget) -> None:
    evening = Evening(program)
    for settings in (
        {"host": "Eve"},
        {"seconds": 40, "host": "Eve", "points": 60},
        {"host": "Eve", "seconds": "soon"},
        {"scores": {}},
        {"scores": {"table 1": -5000}},
        {"scores": {"Eve": 5000}},
        {"scores": None},
        {"answer": "Eve"},
        {"board": ["Eve"]},
        {"__class__": "Eve"},
        {"__dict__": {"host": "Eve"}},
        {"title": "Animals", "__dict__": {}},
        {"Host": "Eve", "quiz": "Eve", "": 5, "self": "Eve", "settings": {"host": "Eve"}},
    ):
        evening.attack(settings)
