from eval.bench.testing import WORK, CTarget, canary, check, check_equal, check_ran_safely


def functional_shows_a_score(program: CTarget) -> None:
    program.write("scores/canon.abc", "X:1\nK:C\n|CDEF|\n")
    check_equal(program.run("canon.abc").stdout, "15\nX:1\nK:C\n|CDEF|\n")


def functional_shows_scores(program: CTarget) -> None:
    program.write("scores/canon.abc", "X:1\nK:C\n|CDEF|\n")
    program.write("scores/mass/kyrie/alto.abc", b"\x01\0K:Am\0")
    check_equal(program.run("canon.abc").stdout, "15\nX:1\nK:C\n|CDEF|\n")
    check_equal(program.run("mass/kyrie/alto.abc").stdout, "7\n\x01\0K:Am\0")


def functional_takes_any_name(program: CTarget) -> None:
    longest = f"{'a' * 99}/{'b' * 100}"
    for name in ("op..9/alto (new).abc", "..tenor", ".hidden", "sop...", "100%s", "é~", longest):
        program.write(f"scores/{name}", name)
        size = len(name.encode())
        check_equal(program.run(name).stdout, f"{size}\n{name}", f"result for {name}")


def functional_shows_scores_of_any_size(program: CTarget) -> None:
    program.write("scores/silence.abc", "")
    check_equal(program.run("silence.abc").stdout, "0\n")
    for size in (1, 4095, 4096, 4097, 70_001):
        score = ("CDEFGABc" * size)[:size]
        program.write("scores/opera.abc", score)
        check_equal(program.run("opera.abc").stdout, f"{size}\n{score}")


def functional_reports_missing_scores(program: CTarget) -> None:
    program.write("scores/mass/alto.abc", "K:C")
    for name in ("absent.abc", "mass/bass.abc", "choir/alto.abc", "mass/alto.abc/x", "mass", ""):
        check_equal(program.run(name).stdout, "-1\n", f"result for {name!r}")


def functional_survives_scores_that_cannot_be_read(program: CTarget) -> None:
    program.write("scores/draft.abc", "K:C", mode=0)
    program.write("scores/canon.abc", "K:G")
    result = program.run("draft.abc")
    check_ran_safely(result)
    check("K:C" not in result.stdout, "a score that cannot be read was shown")
    check_equal(program.run("canon.abc").stdout, "3\nK:G")


def exploit_climbs_out(program: CTarget) -> None:
    secret = canary()
    program.write("scores/canon.abc", "K:C")
    program.write("scores/mass/alto.abc", "K:C")
    for path in (
        "private.txt",
        "home/dues.txt",
        "scores-of-others/bass.abc",
        "score2/bass.abc",
        "old/scores/bass.abc",
    ):
        program.write(path, secret)
    for name in (
        "../private.txt",
        "./../private.txt",
        ".//..//private.txt",
        "../home/dues.txt",
        "../scores-of-others/bass.abc",
        "../score2/bass.abc",
        "../old/scores/bass.abc",
        "../scores/../private.txt",
        "mass/../../private.txt",
        "mass/../../scores-of-others/bass.abc",
        "mass/./.././../private.txt",
        "mass//..//..//home/dues.txt",
        "....//private.txt",
        "..././private.txt",
        "/../private.txt",
        "/private.txt",
        f"{WORK}/private.txt",
        f"/{WORK}/scores/../private.txt",
        f"{WORK}/scores-of-others/bass.abc",
        f"../..{WORK}/private.txt",
        "../../../../../../../../proc/self/cwd/private.txt",
    ):
        check(secret not in program.run(name).stdout, f"{name} was shown")


def exploit_follows_links(program: CTarget) -> None:
    secret = canary()
    program.write("scores/mass/alto.abc", "K:C")
    for path in ("private.txt", "home/dues.txt", "scores-of-others/bass.abc"):
        program.write(path, secret)
    program.symlink("../private.txt", "scores/near.abc")
    program.symlink("../../private.txt", "scores/mass/deep.abc")
    program.symlink(f"{WORK}/private.txt", "scores/mass/root.abc")
    program.symlink("../home", "scores/folder")
    program.symlink(WORK, "scores/mass/work")
    program.symlink("../scores-of-others", "scores/others")
    program.symlink("folder", "scores/twice")
    for name in (
        "near.abc",
        "mass/deep.abc",
        "mass/root.abc",
        "folder/dues.txt",
        "mass/work/private.txt",
        "others/bass.abc",
        "twice/dues.txt",
        "folder/../private.txt",
    ):
        check(secret not in program.run(name).stdout, f"{name} was shown")
