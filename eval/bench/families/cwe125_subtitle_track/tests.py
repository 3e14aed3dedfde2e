from eval.bench.testing import CTarget, check_equal, check_ran_safely

TEXT_SIZE = 40
TRACK = "3-5 Who is there?\n7-7 Nobody.\n7-12 Only the wind\n100-2400 3-4 days later ...\n"


def check_shows(program: CTarget, second: int, text: str, track: str = TRACK) -> None:
    result = program.run(str(second), stdin=track)
    check_equal(result.stdout, f"1\n{text}\n", f"at {second} of {track!r}")


def check_shows_nothing(program: CTarget, second: int, track: str = TRACK) -> None:
    result = program.run(str(second), stdin=track)
    check_equal(result.stdout, "0\n", f"at {second} of {track!r}")


def functional_finds_subtitles(program: CTarget) -> None:
    check_shows(program, 4, "Who is there?")
    check_shows(program, 10, "Only the wind")
    check_shows(program, 1234, "3-4 days later ...")


def functional_keeps_to_the_seconds(program: CTarget) -> None:
    for second, text in (
        (3, "Who is there?"),
        (5, "Who is there?"),
        (7, "Nobody."),
        (8, "Only the wind"),
        (12, "Only the wind"),
        (100, "3-4 days later ..."),
        (2400, "3-4 days later ..."),
    ):
        check_shows(program, second, text)
    for second in (0, 2, 6, 13, 99, 2401):
        check_shows_nothing(program, second)
    check_shows(program, 0, "!", "0-0 !\n")
    check_shows_nothing(program, 0, "")
    check_shows_nothing(program, 0, "1-9 Hello\n")


def functional_passes_over_other_lines(program: CTarget) -> None:
    for line in ("", "Part 1", "5", "5-", "5-9", "-", "# 1-9 Draft", "5 - hm", " Hm", "-9 Hm"):
        check_shows(program, 5, "Hello", f"{line}\n5-6 Hello\n")
        check_shows_nothing(program, 5, f"{line}\n")
    check_shows_nothing(program, 5, "5-9x Hm\n Hm\n")
    check_shows(program, 5, "Hello", "x" * 400 + "\n5-6 Hello\n")


def functional_cuts_the_text(program: CTarget) -> None:
    most = TEXT_SIZE - 1
    for length in (1, most - 1, most):
        check_shows(program, 2, "a" * length, f"1-2 {'a' * length}\n")
    for length in (most + 1, most + 2, 300):
        check_shows(program, 2, "a" * most, f"1-2 {'a' * length}\n3-4 b\n")
    check_shows(program, 3, "b", f"1-2 {'a' * 300}\n3-4 b\n")


def exploit_ends_within_a_line(program: CTarget) -> None:
    line = "75-80 Who?"
    for before in ("", "7-9 Nobody.\n", "7-9 Nobody.\n\n1-70 Only the wind, or is it?\n"):
        for length in range(len(line) + 1):
            for second in ("75", "8000"):
                check_ran_safely(program.run(second, stdin=before + line[:length]))


def exploit_ends_within_other_lines(program: CTarget) -> None:
    for line in (
        "75-75 " + "a" * (TEXT_SIZE - 1),
        "75-75 " + "a" * TEXT_SIZE,
        "75-75 " + "a" * 500,
        "0" * 150,
        "75-0" + "0" * 150,
        "75-80" + " " * 40,
        "75-80\t",
        " " * 40,
        "-",
        "75 ",
        "75",
        "x",
        "x" * 500,
    ):
        for before in ("", "7-9 Nobody.\n"):
            check_ran_safely(program.run("75", stdin=before + line))
