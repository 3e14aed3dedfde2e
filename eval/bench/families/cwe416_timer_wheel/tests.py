from eval.bench.testing import CTarget, check, check_equal, check_ran_safely


def functional_fires_when_due(program: CTarget) -> None:
    check_equal(program.run("5", "1@3", "2@1", "3@5").stdout, "1: 1: 2\n3: 1: 1\n5: 1: 3\n")
    check_equal(program.run("4", "1@2", "2@2", "3@2", "4@4").stdout, "2: 3: 1 2 3\n4: 1: 4\n")
    check_equal(program.run("3").stdout, "")
    check_equal(program.run("3", "5@4").stdout, "")


def functional_waits_for_later_rounds(program: CTarget) -> None:
    check_equal(program.run("17", "1@8", "2@16", "3@17").stdout, "8: 1: 1\n16: 1: 2\n17: 1: 3\n")
    for starts in (("1@2", "2@10", "3@18"), ("3@18", "2@10", "1@2"), ("2@10", "3@18", "1@2")):
        check_equal(program.run("20", *starts).stdout, "2: 1: 1\n10: 1: 2\n18: 1: 3\n")
    for starts in (("1@2", "2@10", "3@2", "4@10"), ("2@10", "1@2", "3@2", "4@2", "5@10")):
        first = " ".join(sorted(start[0] for start in starts if start.endswith("@2")))
        second = " ".join(sorted(start[0] for start in starts if start.endswith("@10")))
        check_equal(
            program.run("30", *starts).stdout,
            f"2: {len(first.split())}: {first}\n10: {len(second.split())}: {second}\n",
        )


def functional_lets_rules_start_timers(program: CTarget) -> None:
    check_equal(program.run("7", "1@2:r2", "2@2").stdout, "2: 2: 1 2\n4: 1: 1\n6: 1: 1\n")
    check_equal(program.run("3", "1@1:s2s3").stdout, "1: 1: 1\n2: 2: 2 3\n")
    for minutes in ("8", "16"):
        repeats = "".join(f"{n}: 1: 1\n" for n in range(int(minutes), 40, int(minutes)))
        check_equal(program.run("39", f"1@{minutes}:r{minutes}").stdout, repeats)
    check_equal(
        program.run("26", "1@2:r8", "2@2:r8", "3@10").stdout,
        "2: 2: 1 2\n10: 3: 1 2 3\n18: 2: 1 2\n26: 2: 1 2\n",
    )


def functional_lets_rules_cancel_timers(program: CTarget) -> None:
    check_equal(
        program.run("9", "1@1:x2", "2@2", "3@9:x4", "4@3").stdout, "1: 1: 1\n3: 1: 4\n9: 1: 3\n"
    )
    check_equal(program.run("9", "1@2:x2x3", "2@9", "3@4", "4@5").stdout, "2: 1: 1\n5: 1: 4\n")
    check_equal(program.run("3", "1@1:s2x2s3x7").stdout, "1: 1: 1\n2: 1: 3\n")


def check_unless_stopped(program: CTarget, starts: tuple[str, ...], *expected: str) -> None:
    """Check what it prints; a fault that stops it before is for the exploit tests to judge."""
    result = program.run("10", *starts)
    if not result.crashed:
        check(result.stdout in expected, f"{starts}: {result.stdout!r}")


def functional_counts_calls(program: CTarget) -> None:
    check_unless_stopped(program, ("1@1:x1", "2@2"), "1: 1: 1\n2: 1: 2\n")
    check_unless_stopped(program, ("1@1:x2", "2@9"), "1: 1: 1\n")
    check_unless_stopped(program, ("2@9", "3@9", "1@1:x2"), "1: 1: 1\n9: 1: 3\n")
    both = ("1: 2: 1 2\n", "1: 1: 1\n", "1: 1: 2\n")
    check_unless_stopped(program, ("1@1:x2", "2@1:x1"), *both)


def exploit_cancels_the_timer_itself(program: CTarget) -> None:
    for starts in (
        ("1@1:x1",),
        ("1@1:x1", "2@1"),
        ("2@1", "1@1:x1"),
        ("2@9", "1@1:x1", "3@9"),
        ("1@1:x1r8",),
        ("1@1:r8x1", "2@1"),
        ("1@1:*",),
    ):
        check_ran_safely(program.run("10", *starts))


def exploit_cancels_timers_of_the_same_minute(program: CTarget) -> None:
    for starts in (
        ("1@1:x2", "2@1:x1"),
        ("1@1:x2x3", "2@1:x1x3", "3@1:x1x2"),
        ("1@1:x2", "2@1:x3", "3@1:x1"),
        ("1@1:x3", "2@1:x1", "3@1:x2"),
        ("1@1:*", "2@1:*", "3@1:*", "4@1:*"),
        ("1@1:*r8", "2@1:*r8", "3@1:*r8"),
        ("1@1:x2x1", "2@1:x1x2"),
        ("1@9:x2r8", "2@9:x1r8", "3@9:x2x1"),
    ):
        check_ran_safely(program.run("26", *starts))


def exploit_cancels_timers_of_later_rounds(program: CTarget) -> None:
    for starts in (
        ("1@1:x2", "2@9"),
        ("2@9", "1@1:x2"),
        ("2@9", "1@1:x2x3", "3@9"),
        ("3@9", "4@1", "1@1:x2x3", "2@17"),
        ("4@1", "2@9", "1@1:x2", "3@1:x2"),
        ("5@9", "1@1:*", "2@9", "3@1:*", "4@17"),
        ("5@9", "1@1:*r8", "2@9", "3@1:*r16", "4@17"),
    ):
        check_ran_safely(program.run("26", *starts))
