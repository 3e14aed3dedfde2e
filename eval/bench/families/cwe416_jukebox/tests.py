from eval.bench.testing import CTarget, check_equal, check_ran_safely


def functional_takes_tracks_off(program: CTarget) -> None:
    tracks = ("+waltz", "+tango", "+polka", "+tango")
    check_equal(program.run(*tracks, "-tango").stdout, "2\nwaltz\npolka\n")
    check_equal(program.run(*tracks, "-waltz").stdout, "1\ntango\npolka\ntango\n")
    check_equal(program.run(*tracks, "-samba").stdout, "0\nwaltz\ntango\npolka\ntango\n")
    check_equal(program.run("+tango", "+tango", "-tango").stdout, "2\n")
    check_equal(program.run("-tango").stdout, "0\n")


def functional_keeps_playing(program: CTarget) -> None:
    tracks = ("+waltz", "+tango", "+polka")
    check_equal(
        program.run(*tracks, "?", "-tango", "?").stdout, "silence\n1\nsilence\nwaltz\npolka\n"
    )
    check_equal(program.run(*tracks, ">polka", "-waltz", "?").stdout, "1\npolka\ntango\npolka\n")
    check_equal(program.run(*tracks, ">waltz", "-polka", "?").stdout, "1\nwaltz\nwaltz\ntango\n")


def exploit_takes_the_playing_track_off(program: CTarget) -> None:
    tracks = ("+waltz", "+tango", "+polka")
    for title in ("waltz", "tango", "polka"):
        check_ran_safely(program.run(*tracks, f">{title}", f"-{title}", "?"))
    check_ran_safely(program.run("+waltz", ">waltz", "-waltz", "?"))
    check_ran_safely(program.run("+waltz", ">waltz", "-waltz", "+tango", "?"))
    check_ran_safely(program.run("+waltz", "+waltz", ">waltz", "-waltz", "?"))
    check_ran_safely(program.run("+waltz", ">waltz", "+waltz", "+tango", "-waltz", "?"))
    check_ran_safely(program.run("+tango", "+waltz", ">waltz", "+tango", "+waltz", "-waltz", "?"))
    check_ran_safely(program.run(*tracks, ">waltz", "-waltz", "-tango", "-polka", "?"))
