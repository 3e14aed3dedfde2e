from string import ascii_lowercase, ascii_uppercase

from eval.bench.testing import CTarget, check_equal, check_ran_safely

SIGNS = (
    ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- "
    "-. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.. "
)


def check_unless_stopped(program: CTarget, args: tuple[str, ...], expected: str) -> None:
    """Check what it prints; a fault that stops it before is for the exploit tests to judge."""
    result = program.run(*args)
    if not result.crashed:
        check_equal(result.stdout, expected, " ".join(args))


def functional_keys_letters(program: CTarget) -> None:
    check_equal(program.run("64", "SOS").stdout, "3 [... --- ... ]\n")
    check_equal(program.run("64", "Moin").stdout, "4 [-- --- .. -. ]\n")
    for alphabet in (ascii_uppercase, ascii_lowercase):
        check_equal(program.run("256", alphabet).stdout, f"26 [{SIGNS}]\n")


def functional_leaves_out_other_characters(program: CTarget) -> None:
    check_equal(program.run("64", "a, b! 73 -.-").stdout, "2 [.- -... ]\n")
    check_equal(program.run("64", "@A[Z`a{z\x7f|é").stdout, "4 [.- --.. .- --.. ]\n")
    check_equal(program.run("64", "", "73!", "e").stdout, "0 []\n0 []\n1 [. ]\n")


def functional_appends(program: CTarget) -> None:
    check_equal(program.run("32", "et", "", "A").stdout, "2 [. - ]\n0 [. - ]\n1 [. - .- ]\n")


def functional_fills_the_memory(program: CTarget) -> None:
    for size, letters, signs in (
        ("3", "E", ". "),
        ("6", "q", "--.- "),
        ("13", "SOS", "... --- ... "),
    ):
        check_equal(program.run(size, letters).stdout, f"{len(letters)} [{signs}]\n")
        check_equal(program.run(size, *letters).stdout.splitlines()[-1], f"1 [{signs}]")
    check_equal(program.run(str(len(SIGNS) + 1), ascii_lowercase).stdout, f"26 [{SIGNS}]\n")
    check_equal(program.run("1", "", "3").stdout, "0 []\n0 []\n")


def functional_stops_at_what_does_not_fit(program: CTarget) -> None:
    for args, expected in (
        (("12", "SOS"), "2 [... --- ]\n"),
        (("11", "SOS"), "2 [... --- ]\n"),
        (("10", "SOS"), "2 [... --- ]\n"),
        (("9", "SOS"), "2 [... --- ]\n"),
        (("8", "SOS"), "1 [... ]\n"),
        (("8", "seqt"), "2 [... . ]\n"),
        (("8", "se", "q", "t"), "2 [... . ]\n0 [... . ]\n0 [... . ]\n"),
        (("9", "se", "q", "t"), "2 [... . ]\n0 [... . ]\n1 [... . - ]\n"),
        (("2", "E"), "0 []\n"),
        (("1", "E"), "0 []\n"),
        (("5", "b"), "0 []\n"),
    ):
        check_unless_stopped(program, args, expected)


def exploit_sends_too_many_letters(program: CTarget) -> None:
    for size in range(1, 14):
        check_ran_safely(program.run(str(size), "SOSE"))
    for size, text in (("1", "t"), ("2", "t"), ("3", "j"), ("4", "j"), ("5", "j")):
        check_ran_safely(program.run(size, text))
    check_ran_safely(program.run("64", "q" * 5000))
    check_ran_safely(program.run("64", "e" * 5000))
    check_ran_safely(program.run("100", ascii_lowercase))
    check_ran_safely(program.run(str(len(SIGNS)), ascii_lowercase))


def exploit_sends_again_and_again(program: CTarget) -> None:
    for size in ("5", "6", "7", "16", "20"):
        check_ran_safely(program.run(size, *"qeqetjt"))
    check_ran_safely(program.run("9", "SO", "S"))
    check_ran_safely(program.run("12", "SO", "S"))
    check_ran_safely(program.run("32", *["SOS"] * 20))
    check_ran_safely(program.run("16", "eeeee", "q", "t", "e"))
