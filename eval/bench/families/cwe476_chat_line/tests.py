from eval.bench.testing import CTarget, check_equal, check_ran_safely

ADA = ":ada!~a@example.org"


def functional_takes_messages_apart(program: CTarget) -> None:
    line = f"{ADA} PRIVMSG #kitchen :Tea is ready"
    check_equal(program.run(line).stdout, "ada\n#kitchen\nTea is ready\n")
    line = ":bob_2!bob@10.0.0.9 PRIVMSG #c :at 5:30! see you :)"
    check_equal(program.run(line).stdout, "bob_2\n#c\nat 5:30! see you :)\n")
    line = f"{ADA} PRIVMSG #kitchen :" + "tea " * 100
    check_equal(program.run(line).stdout, "ada\n#kitchen\n" + "tea " * 100 + "\n")


def functional_keeps_the_text(program: CTarget) -> None:
    for text in ("x", "", "a :b PRIVMSG #c :d", "! !", "  spaces  ", ": :"):
        line = f"{ADA} PRIVMSG #kitchen :{text}"
        check_equal(program.run(line).stdout, f"ada\n#kitchen\n{text}\n", line)


def functional_passes_over_other_lines(program: CTarget) -> None:
    for line in (
        "PING :irc.example.org",
        f"{ADA} JOIN #kitchen",
        ":irc.example.org NOTICE * :Welcome",
        f"{ADA} NOTICE #kitchen :Tea is ready",
        f"{ADA} PRIVMSGS #kitchen :Tea is ready",
        f"{ADA} privmsg #kitchen :Tea is ready",
        "ada!~a@example.org PRIVMSG #kitchen :Tea is ready",
    ):
        check_equal(program.run(line).stdout, "other\n", line)


def functional_passes_over_parts_of_a_message(program: CTarget) -> None:
    for line in (
        ":irc.example.org PRIVMSG #kitchen :Tea",
        ":irc.example.org PRIVMSG #kitchen :Tea is ready!",
        f"{ADA} PRIVMSG #kitchen",
        f"{ADA} PRIVMSG #kitchen Tea",
        f"{ADA} PRIVMSG #kitchen Tea:",
        f"{ADA} PRIVMSG",
    ):
        result = program.run(line)
        # A fault that stops it before is for the exploit tests to judge.
        if not result.crashed:
            check_equal(result.stdout, "other\n", line)


def exploit_leaves_out_the_end_of_the_nickname(program: CTarget) -> None:
    for line in (
        ":irc.example.org PRIVMSG #kitchen :Tea",
        ":ada PRIVMSG #kitchen :Tea!",
        ":ada~a@example.org PRIVMSG #kitchen! :Tea",
        ": PRIVMSG #kitchen :Tea",
        ": PRIVMSG  :",
        ":ada PRIVMSG #kitchen",
    ):
        check_ran_safely(program.run(line))


def exploit_leaves_out_the_text(program: CTarget) -> None:
    for line in (
        f"{ADA} PRIVMSG #kitchen",
        f"{ADA} PRIVMSG #kitchen ",
        f"{ADA} PRIVMSG #kitchen Tea",
        f"{ADA} PRIVMSG #kitchen:Tea",
        f"{ADA} PRIVMSG #kitchen: Tea",
        f"{ADA} PRIVMSG :Tea",
        f"{ADA} PRIVMSG  :Tea",
        f"{ADA} PRIVMSG :",
        f"{ADA} PRIVMSG ",
        f"{ADA} PRIVMSG  ",
        f"{ADA} PRIVMSG #kitchen  ",
        ":! PRIVMSG #",
    ):
        check_ran_safely(program.run(line))


def exploit_stops_short(program: CTarget) -> None:
    line = f"{ADA} PRIVMSG #kitchen :Tea"
    for length in (0, 1, 2, 4, 5, 6, len(ADA), *range(len(ADA) + 1, len(line) - 3)):
        check_ran_safely(program.run(line[:length]))
    for line in (
        ":PRIVMSG",
        " PRIVMSG ",
        ": PRIVMSG ",
        ":! PRIVMSG ",
        "PRIVMSG",
        "Tea",
        " ",
        "  ",
        ": ",
    ):
        check_ran_safely(program.run(line))
