import secrets
from functools import reduce
from operator import xor

from eval.bench.testing import CTarget, Exit, check, check_equal, check_ran_safely

ALPHABET = "0123456789ABCDEFGHIJKLMNOP-. $/+%=:;,()[]!&"
SHIFT = 43
# Letters that are not in the alphabet, so that a single one of them gives a leak away.
CODE_LETTERS = "QRSTUVWXYZqrstuvwxyz"


def scan(program: CTarget, *values: int, code: str = "QRSTUVWXYZqr", wrong: int = 0) -> Exit:
    """Scan values behind a check that matches, unless there is something `wrong`."""
    numbers = (reduce(xor, values, wrong), *values)
    return program.run(ALPHABET, code, *map(str, numbers))


def check_text(program: CTarget, text: str) -> None:
    """Scan what spells `text`: small letters are shifted."""
    values: list[int] = []
    for character in text:
        values += [SHIFT] * character.islower() + [ALPHABET.index(character.upper())]
    check_equal(scan(program, *values).stdout, f"{len(text)}\n{text}\n", f"{values}")


def attack(program: CTarget, *values: int) -> None:
    """Scan values; no letter of the unlock code may turn up in the text."""
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(12))
    result = scan(program, *values, code=code)
    check_ran_safely(result)
    leaked = set(result.stdout) & set(CODE_LETTERS)
    check(not leaked, f"{values}: the text holds {leaked} of the unlock code")


def functional_translates(program: CTarget) -> None:
    check_text(program, "PACKAGE 7")
    check_text(program, "B")


def functional_knows_the_whole_alphabet(program: CTarget) -> None:
    check_text(program, ALPHABET)
    check_text(program, ALPHABET[::-1] * 3)
    for text in ("0", "&", "", "&&", "0&", "!3"):
        check_text(program, text)


def functional_shifts_letters(program: CTarget) -> None:
    for text in ("Kale", "a", "pA", "Ap", "ABcD", "abcdefghijklmnop", "8 Jam jAM !b&"):
        check_text(program, text)
    check_equal(scan(program, SHIFT, 7, 10, SHIFT, 42).stdout, "3\n7A&\n")


def functional_checks(program: CTarget) -> None:
    for wrong in (1, 2, 32, 64, -1):
        for values in ((), (11,), (10, 20, 30), (SHIFT, 12)):
            result = scan(program, *values, wrong=wrong)
            check_equal(result.stdout, "-1\n", f"{values}, check off by {wrong}")


def exploit_leaves_the_alphabet(program: CTarget) -> None:
    for value in (44, 45, 50, 54, 55, 56, 57, 63, 64, 80, 100, 126, 127):
        for values in ((value,), (10, value), (value, 10), (10, value, value, 11)):
            attack(program, *values)


def exploit_is_negative(program: CTarget) -> None:
    for value in (-1, -2, -8, -16, -43, -100, -128):
        for values in ((value,), (value, value), (10, value, -1), (value, 10, -2, 11)):
            attack(program, *values)


def exploit_shifts_out(program: CTarget) -> None:
    for value in (SHIFT, 44, 50, 55, 56, 64, 127, -1, -2, -16, -128):
        for values in ((SHIFT, value), (10, SHIFT, value, 11), (SHIFT, value, value)):
            attack(program, *values)
    attack(program, SHIFT, SHIFT, 10)
    attack(program, SHIFT, -1, SHIFT, -2)


def exploit_ends_with_a_shift(program: CTarget) -> None:
    for values in (
        (SHIFT,),
        (10, SHIFT),
        (10, 11, SHIFT),
        (12, 10, 10, 10, 10, 10, SHIFT),
        (SHIFT, SHIFT, SHIFT),
        (SHIFT, 10, SHIFT),
        (*range(14), SHIFT),
        (*range(22), SHIFT),
    ):
        attack(program, *values)
