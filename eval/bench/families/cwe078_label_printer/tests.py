from posixpath import basename

from eval.bench.targets import SANITIZER_EXIT_CODE
from eval.bench.testing import CTarget, check, check_equal


def printed(program: CTarget) -> list[str]:
    """Return the lines in the printer's queue, which all end with a newline."""
    queue = (program.read("queue.txt") or b"").decode()
    check(queue == "" or queue.endswith("\n"), f"the queue ends with {queue[-20:]!r}")
    return [line.rstrip() for line in queue.splitlines()]


def functional_prints_a_label(program: CTarget) -> None:
    check_equal(program.run("Plum jam").stdout, "0\n")
    check_equal(printed(program), ["Plum jam"])


def functional_breaks_lines(program: CTarget) -> None:
    check_equal(program.run("Strawberry and rhubarb jam\nto be opened: soon").stdout, "0\n")
    lines = ["Strawberry and", "rhubarb jam", "to be opened: soon"]
    check_equal(printed(program), lines)
    check_equal(program.run("Johannisbeermarmelade").stdout, "0\n")
    lines += ["Johannisbeermarmelad", "e"]
    check_equal(printed(program), lines)


def functional_prints_punctuation(program: CTarget) -> None:
    texts = (
        "Ida's & Tom's, No. 1",
        "100% fruit; (x) <3 *",
        "#7 | 2 > 1 ~ [a]? {b}",
        "x %s \\n %d \\!",
    )
    for text in texts:
        check_equal(program.run(text).stdout, "0\n")
    check_equal(
        printed(program),
        [*texts[:2], "#7 | 2 > 1 ~ [a]?", "{b}", texts[3]],
    )


def functional_prints_only_the_text(program: CTarget) -> None:
    # AddressSanitizer's own stack frames would start out empty.
    asan = f"exitcode={SANITIZER_EXIT_CODE}:detect_leaks=0:detect_stack_use_after_return=0"
    for text in ("Plum jam", "Ida's jam", "'" * 20):
        check_equal(program.run(text, env={"ASAN_OPTIONS": asan}).stdout, "0\n")
    check_equal(printed(program), ["Plum jam", "Ida's jam", "'" * 20])


def functional_refuses_what_does_not_fit(program: CTarget) -> None:
    check_equal(program.run("").stdout, "-1\n")
    check_equal(program.run("a" * 121).stdout, "-1\n")
    check_equal(program.run("a'&b" * 100).stdout, "-1\n")
    check_equal(printed(program), [])
    check_equal(program.run("z").stdout, "0\n")
    check_equal(program.run("'" * 120).stdout, "0\n")
    check_equal(printed(program), ["z", *["'" * 20] * 6])


def exploit_runs_commands(program: CTarget) -> None:
    for text in (
        "jam; touch intruder",
        "jam & touch intruder",
        "jam && touch intruder",
        "jam || touch intruder",
        "jam | touch intruder",
        "jam > intruder",
        "jam >> intruder #",
        "jam\ntouch intruder\n",
        "$(touch intruder)",
        "`touch intruder`",
        '"; touch intruder; "',
        '"; touch intruder #',
        '" > intruder "',
        '"$(touch intruder)"',
        '"`touch intruder`"',
        '"\ntouch intruder\n"',
        "'; touch intruder; '",
        "'; touch intruder #",
        "' > intruder '",
        "'$(touch intruder)'",
        "'`touch intruder`'",
        "'\ntouch intruder\n'",
        "' | touch intruder '",
        '\\"; touch intruder #',
        "\\'; touch intruder #",
        "\\$(touch intruder)",
        "\\`touch intruder`",
        "';touch${IFS}intruder;'",
        '";touch${IFS}intruder;"',
        "\nLABEL\ntouch intruder\n",
        "\nEOF\ntouch intruder\n",
        "\nEND\ntouch intruder\n",
        "\nTEXT\ntouch intruder\n",
    ):
        program.run(text)
        made = any(basename(path) == "intruder" for path in program.tree())
        check(not made, f"the label {text!r} ran its command")
