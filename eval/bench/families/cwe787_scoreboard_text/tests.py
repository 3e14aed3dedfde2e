from eval.bench.testing import CTarget, check_equal, check_ran_safely

TEXT = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+"


def board_with(lines: dict[int, str]) -> str:
    """Return the board as the harness prints it, with these lines and dark lamps behind them."""
    return "".join(f"{lines.get(line, ''):.<16}\n" for line in range(4))


def check_unless_stopped(program: CTarget, caption: str, shown: int, lines: dict[int, str]) -> None:
    """Check what it shows; a fault that stops it before is for the exploit tests to judge."""
    result = program.run(caption)
    if not result.crashed:
        check_equal(result.stdout, f"{shown}\n{board_with(lines)}", caption)


def functional_shows_captions(program: CTarget) -> None:
    check_equal(program.run("0:0:HOME 2").stdout, "6\n" + board_with({0: "HOME 2"}))
    check_equal(program.run("3:12:GOAL").stdout, "4\n" + board_with({3: "." * 12 + "GOAL"}))
    check_equal(program.run("2:15:!").stdout, "1\n" + board_with({2: "." * 15 + "!"}))
    check_equal(program.run("1:0:" + TEXT[:16]).stdout, "16\n" + board_with({1: TEXT[:16]}))


def functional_shows_several(program: CTarget) -> None:
    check_equal(
        program.run("0:0:HOME", "0:5:2", "1:0:AWAY", "1:5:1", "0:5:3", "3:3:").stdout,
        "4\n1\n4\n1\n1\n0\n" + board_with({0: "HOME.3", 1: "AWAY.1"}),
    )


def functional_cuts_at_the_right(program: CTarget) -> None:
    for column, text in ((13, "GOAL"), (15, "GOAL"), (0, TEXT[:17]), (1, TEXT[:16]), (4, TEXT)):
        part = text[: 16 - column]
        for line in (0, 3):
            lines = {line: "." * column + part}
            check_unless_stopped(program, f"{line}:{column}:{text}", len(part), lines)


def functional_cuts_at_the_left(program: CTarget) -> None:
    for column, text in ((-1, "GOAL"), (-3, "GOAL"), (-62, TEXT), (-48, TEXT), (-46, TEXT)):
        part = text[-column:][:16]
        for line in (0, 3):
            check_unless_stopped(program, f"{line}:{column}:{text}", len(part), {line: part})


def functional_shows_nothing_elsewhere(program: CTarget) -> None:
    for caption in (
        "0:16:GOAL",
        "3:16:GOAL",
        "2:17:GOAL",
        "1:32767:GOAL",
        "0:-4:GOAL",
        "3:-5:GOAL",
        "2:-63:" + TEXT,
        "1:-32768:GOAL",
        "-1:0:GOAL",
        "-1:20:GOAL",
        "4:0:GOAL",
        "4:-2:GOAL",
        "-32768:1:GOAL",
        "32767:1:GOAL",
        "4:0:",
        "0:16:",
    ):
        check_unless_stopped(program, caption, 0, {})


def exploit_shows_beside_the_board(program: CTarget) -> None:
    for caption in (
        "3:13:GOAL",
        "3:15:GO",
        "3:16:GO",
        "3:17:G",
        "3:0:" + TEXT,
        "3:1:" + TEXT[:16],
        "2:13:GOAL",
        "0:15:" + TEXT,
        "0:16:G",
        "0:32767:GOAL",
        "3:32767:GOAL",
        "0:-1:G",
        "0:-1:" + TEXT,
        "0:-4:GOAL",
        "0:-5:GOAL",
        "0:-63:" + TEXT,
        "1:-1:GOAL",
        "3:-3:" + TEXT,
        "3:-70:GOAL",
        "2:-32768:GOAL",
    ):
        check_ran_safely(program.run(caption))


def exploit_shows_above_or_below_the_board(program: CTarget) -> None:
    for caption in (
        "-1:0:GOAL",
        "-1:12:" + TEXT,
        "-1:16:G",
        "-2:5:GOAL",
        "-32768:0:GOAL",
        "4:0:G",
        "4:-1:" + TEXT,
        "4:-16:" + TEXT,
        "5:3:GOAL",
        "32767:0:GOAL",
        "32767:32767:GOAL",
        "-32768:-32768:GOAL",
    ):
        check_ran_safely(program.run(caption))
