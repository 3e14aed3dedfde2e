from eval.bench.testing import CTarget, check, check_equal, check_ran_safely

TRACKS = ("+waltz", "+tango", "+polka")


def functional_takes_tracks_off(program: CTarget) -> None:
    tracks = (*TRACKS, "+tango")
    check_equal(program.run(*tracks, "-tango").stdout, "2\nwaltz\npolka\n")
    check_equal(program.run(*tracks, "-waltz").stdout, "1\ntango\npolka\ntango\n")
    check_equal(program.run(*tracks, "-polka").stdout, "1\nwaltz\ntango\ntango\n")
    check_equal(program.run(*tracks, "-tango", "-waltz", "-polka").stdout, "2\n1\n1\n")
    check_equal(program.run("+a", "+tango", "+tango", "+b", "+tango", "-tango").stdout, "3\na\nb\n")
    check_equal(program.run("+tango", "+tango", "-tango").stdout, "2\n")


def functional_takes_nothing_off(program: CTarget) -> None:
    for title in ("samba", "tang", "tangoo", "Tango", ""):
        check_equal(program.run(*TRACKS, f"-{title}").stdout, "0\nwaltz\ntango\npolka\n")
    check_equal(program.run("-tango").stdout, "0\n")
    check_equal(program.run("+tango", "-tango", "-tango").stdout, "1\n0\n")


def functional_keeps_playing(program: CTarget) -> None:
    check_equal(
        program.run(*TRACKS, "?", "-tango", "?").stdout, "silence\n1\nsilence\nwaltz\npolka\n"
    )
    check_equal(program.run(*TRACKS, ">polka", "-waltz", "?").stdout, "1\npolka\ntango\npolka\n")
    check_equal(program.run(*TRACKS, ">waltz", "-polka", "?").stdout, "1\nwaltz\nwaltz\ntango\n")
    check_equal(program.run("+a", ">a", "-b", "?").stdout, "0\na\na\n")
    check_equal(program.run(*TRACKS, "+a", "+a", ">polka", "-a", "?").stdout[:8], "2\npolka\n")


def functional_stops_what_is_gone(program: CTarget) -> None:
    for title in ("waltz", "tango", "polka"):
        result = program.run(*TRACKS, f">{title}", f"-{title}", "?")
        # A fault that stops it before is for the exploit tests to judge.
        if not result.crashed:
            rest = [track[1:] for track in TRACKS if track[1:] != title]
            removed, playing, *left = result.stdout.splitlines()
            check_equal([removed, *left], ["1", *rest])
            check(playing in ("silence", *rest), f"{playing} is playing")


def exploit_takes_the_playing_track_off(program: CTarget) -> None:
    for title in ("waltz", "tango", "polka"):
        check_ran_safely(program.run(*TRACKS, f">{title}", f"-{title}", "?"))
    check_ran_safely(program.run("+waltz", ">waltz", "-waltz", "?"))
    check_ran_safely(program.run("+waltz", ">waltz", "-waltz", "+tango", "?"))
    check_ran_safely(program.run("+waltz", ">waltz", "-waltz", "+waltz", "-waltz", "?"))
    check_ran_safely(program.run("+waltz", ">waltz", "-waltz", "-waltz", "-tango"))
    check_ran_safely(program.run(*TRACKS, ">waltz", "-waltz", "-tango", "-polka", "?"))
    check_ran_safely(program.run(*TRACKS, ">waltz", "-tango", "-waltz", "-polka", "?"))


def exploit_takes_a_playing_namesake_off(program: CTarget) -> None:
    check_ran_safely(program.run("+waltz", "+waltz", ">waltz", "-waltz", "?"))
    check_ran_safely(program.run("+waltz", ">waltz", "+waltz", "+tango", "-waltz", "?"))
    check_ran_safely(program.run("+waltz", "+waltz", ">waltz", "+waltz", "-waltz", "?"))
    check_ran_safely(program.run("+tango", "+waltz", ">waltz", "+tango", "+waltz", "-waltz", "?"))
    check_ran_safely(program.run("+waltz", "+tango", "+waltz", ">waltz", "+tango", "-waltz", "?"))
