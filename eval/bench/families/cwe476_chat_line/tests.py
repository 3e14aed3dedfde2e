from eval.bench.testing import CTarget, check_equal, check_ran_safely


def functional_takes_messages_apart(program: CTarget) -> None:
    line = ":ada!~a@example.org PRIVMSG #kitchen :Tea is ready"
    check_equal(program.run(line).stdout, "ada\n#kitchen\nTea is ready\n")
    line = ":bob_2!bob@10.0.0.9 PRIVMSG #c :at 5:30! see you :)"
    check_equal(program.run(line).stdout, "bob_2\n#c\nat 5:30! see you :)\n")


def functional_passes_over_other_lines(program: CTarget) -> None:
    for line in (
        "PING :irc.example.org",
        ":ada!~a@example.org JOIN #kitchen",
        ":irc.example.org NOTICE * :Welcome",
    ):
        check_equal(program.run(line).stdout, "other\n")


def exploit_sends_parts_of_a_message(program: CTarget) -> None:
    for line in (
        ":irc.example.org PRIVMSG #kitchen :Tea",
        ":PRIVMSG",
        ": PRIVMSG #kitchen :Tea",
        ":ada!~a@example.org PRIVMSG #kitchen",
        ":ada!~a@example.org PRIVMSG #kitchen Tea",
        ":ada!~a@example.org PRIVMSG ",
        ":ada!~a@example.org PRIVMSG",
        ":ada!~a@example.org PRIVMSG :Tea",
        ":ada!~a@example.org",
        ":ada!",
        ":ada",
        ": ",
        ":",
        "PRIVMSG",
        "Tea",
        " ",
        "",
    ):
        check_ran_safely(program.run(line))
