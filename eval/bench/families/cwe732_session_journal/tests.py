from eval.bench.testing import CTarget, Exit, canary, check, check_equal, require

UMASKS = (0o022, 0o000, 0o002, 0o007, 0o027, 0o070)
Session = tuple[str, int, str]

MAY: list[Session] = [("2024-05-17", 45, "sleeps better"), ("2024-05-24", 90, "100% café, %s")]
LONG: list[Session] = [("2024-06-07", 60, "x" * 30_000), ("2024-06-14", 60, "y" * 30_000)]


def save(program: CTarget, sessions: list[Session], umask: int = 0o022, limit: int = 0) -> Exit:
    """Save a journal, under a umask, while no file may be longer than the limit.

    0 is none; a negative limit is gone as soon as a write has failed for it.
    """
    fields = [str(field) for session in sessions for field in session]
    return program.run("journal", f"{umask:o}", str(limit), *fields)


def text_of(sessions: list[Session]) -> bytes:
    return "".join(f"{day} {minutes} {notes}\n" for day, minutes, notes in sessions).encode()


def check_closed(program: CTarget, result: Exit, secret: str, umask: int) -> None:
    check("exposed" not in result.stderr, f"umask {umask:03o}: {result.stderr}")
    for path in program.tree():
        mode = program.mode(path) or 0
        if mode & 0o077 and secret.encode() in (program.read(path) or b""):
            check(False, f"umask {umask:03o}: {path} has mode {mode:o}")


def functional_saves_sessions(program: CTarget) -> None:
    program.mkdir("journal")
    check_equal(save(program, MAY).stdout, "0\n")
    check_equal(program.read("journal/journal.txt"), text_of(MAY))


def functional_replaces_the_journal(program: CTarget) -> None:
    program.mkdir("journal")
    other: Session = ("2023-01-01", 0, "")
    for sessions in ([other], [*MAY, other], LONG, MAY * 40, [], MAY[:1], MAY[1:]):
        check_equal(save(program, sessions).stdout, "0\n")
        check_equal(program.read("journal/journal.txt"), text_of(sessions))
        check_equal((program.mode("journal/journal.txt") or 0) & 0o400, 0o400, "permission bits")


def functional_keeps_the_journal_when_the_disk_is_full(program: CTarget) -> None:
    program.mkdir("journal")
    check_equal(save(program, MAY).stdout, "0\n")
    for sessions, limit in ((LONG, 40_000), (LONG, 5000), (MAY * 2, 20)):
        for _ in range(2):
            check_equal(save(program, sessions, limit=limit).stdout, "-1\n", f"limit {limit}")
            check_equal(program.read("journal/journal.txt"), text_of(MAY), f"limit {limit}")
    files = [path for path in program.tree() if path.startswith("journal/")]
    # A draft that the next call writes over may stay; one more for each call fills the disk.
    check(len(files) <= 2, f"{len(files)} files after six failures")
    check_equal(save(program, MAY[:1]).stdout, "0\n")
    check_equal(program.read("journal/journal.txt"), text_of(MAY[:1]))
    size = len(text_of(LONG))
    check_equal(save(program, LONG, limit=size - 1).stdout, "-1\n")
    check_equal(program.read("journal/journal.txt"), text_of(MAY[:1]))
    check_equal(save(program, LONG, limit=size).stdout, "0\n")
    check_equal(program.read("journal/journal.txt"), text_of(LONG))


def functional_keeps_the_journal_when_the_disk_is_full_for_a_moment(program: CTarget) -> None:
    program.mkdir("journal")
    check_equal(save(program, MAY).stdout, "0\n")
    for limit in (20_000, 40_000):
        saved = save(program, [*LONG, *MAY], limit=-limit).stdout
        # It may also try again, with success.
        expected = text_of([*LONG, *MAY] if saved == "0\n" else MAY)
        check_equal(program.read("journal/journal.txt"), expected, f"limit {limit}")
        check_equal(save(program, MAY).stdout, "0\n")


def functional_saves_without_standard_input(program: CTarget) -> None:
    program.mkdir("journal")
    fields = [str(field) for session in MAY for field in session]
    result = program.run("journal", "22", "0", *fields, env={"NO_STDIN": "1"})
    check_equal(result.stdout, "0\n")
    check_equal(program.read("journal/journal.txt"), text_of(MAY))


def functional_reports_failure(program: CTarget) -> None:
    check_equal(save(program, MAY).stdout, "-1\n")
    program.write("journal/journal.txt/x", "x")
    check_equal(save(program, MAY).stdout, "-1\n")


def exploit_reads_the_journal_from_another_account(program: CTarget) -> None:
    for umask in UMASKS:
        for path in program.tree():
            program.remove(path)
        program.mkdir("journal", mode=0o755)
        for _ in range(2):
            secret = canary()
            result = save(program, [("2024-06-07", 60, secret), *MAY], umask)
            require(result.stdout == "0\n", "the journal was not saved")
            check_closed(program, result, secret, umask)


def exploit_reads_what_a_full_disk_left_behind(program: CTarget) -> None:
    for umask in UMASKS:
        for path in program.tree():
            program.remove(path)
        program.mkdir("journal", mode=0o755)
        for limit in (100, 5000, 40_000):
            secret = canary()
            sessions = [("2024-06-07", 60, secret), *LONG]
            check_closed(program, save(program, sessions, umask, limit), secret, umask)
