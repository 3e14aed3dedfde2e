from eval.bench.testing import CTarget, check_equal, check_ran_safely

MUSEUM = (
    "7:Ada:Mali;8:Bo:Mali;9:Cy:Malta;10:Di:Malta;11:Ada:Mali;0:Ed:Mal;4294967295:Flo:mali;"
    "20:Gus:-;21:Hal:-;22:Gus:-;30:-;31:-;40:Ian:"
)


def functional_compares_countries(program: CTarget) -> None:
    check_equal(program.run(MUSEUM, "7+8").stdout, "1 \n")
    check_equal(program.run(MUSEUM, "7+9").stdout, "0 \n")
    for tags in ("8+7", "9+10", "8+11", "40+40", "0+0"):
        check_equal(program.run(MUSEUM, tags).stdout, "1 \n", tags)
    for tags in ("10+8", "0+7", "7+0", "4294967295+7", "7+4294967295", "0+9", "40+7", "7+40"):
        check_equal(program.run(MUSEUM, tags).stdout, "0 \n", tags)


def functional_knows_an_artist_again(program: CTarget) -> None:
    for tags in ("7+11", "11+7", "7+7", "9+9"):
        check_equal(program.run(MUSEUM, tags).stdout, "1 \n", tags)


def functional_denies_what_nobody_knows(program: CTarget) -> None:
    for first in ("7", "20", "30", "99"):
        for second in ("9", "20", "21", "22", "30", "31", "99", "98"):
            for tags in (f"{first}+{second}", f"{second}+{first}"):
                result = program.run(MUSEUM, tags)
                # A fault that stops it before is for the exploit tests to judge.
                if not result.crashed:
                    check_equal(result.stdout, "0 \n", tags)


def exploit_sends_unknown_tags(program: CTarget) -> None:
    for tags in ("7+99", "99+7", "99+99", "98+99", "1+7", "7+4294967294", "2147483648+9"):
        check_ran_safely(program.run(MUSEUM, tags))
    check_ran_safely(program.run("", "7+9"))


def exploit_sends_pieces_without_an_artist(program: CTarget) -> None:
    for tags in ("7+30", "30+7", "30+30", "30+31", "30+99", "99+30", "20+30", "30+20"):
        check_ran_safely(program.run(MUSEUM, tags))


def exploit_sends_artists_without_a_country(program: CTarget) -> None:
    for tags in ("7+20", "20+7", "20+20", "20+21", "20+22", "20+99", "99+20"):
        check_ran_safely(program.run(MUSEUM, tags))
