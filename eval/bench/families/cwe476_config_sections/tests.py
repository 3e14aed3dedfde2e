from eval.bench.testing import CTarget, check_equal, check_ran_safely


def functional_reads_sections(program: CTarget) -> None:
    theme = "# by Kim\n[clock]\nzone=UTC\nformat=24h\n\n[battery]\nwarn=9\n"
    sections = "clock{zone:UTC, format:24h}\nbattery{warn:9}\n"
    check_equal(program.run(stdin=theme).stdout, sections)
    check_equal(program.run(stdin=theme[:-1]).stdout, sections)
    check_equal(program.run(stdin="[a]").stdout, "a{}\n")
    check_equal(program.run(stdin="[a]\n[b]\n[c]\nk=v").stdout, "a{}\nb{}\nc{k:v}\n")


def functional_reads_no_sections(program: CTarget) -> None:
    for theme in ("", "\n", "\n\n\n", "# nothing yet", "#\n\n#[a]\n#k=v\n"):
        check_equal(program.run(stdin=theme).stdout, "", theme)


def functional_keeps_values_and_order(program: CTarget) -> None:
    check_equal(
        program.run(stdin="[a]\nk=1=2==3=\nsum=#[x]\n  b = c d \nempty=\n").stdout,
        "a{k:1=2==3=, sum:#[x],   b : c d , empty:}\n",
    )
    check_equal(
        program.run(stdin="[b]\ny=1\nx=2\ny=3\n[a]\n[b]\ny=4\n").stdout,
        "b{y:1, x:2, y:3}\na{}\nb{y:4}\n",
    )
    names = [f"section {number}" for number in range(60)]
    check_equal(
        program.run(stdin="".join(f"[{name}]\nsize={'9' * 80}\n" for name in names)).stdout,
        "".join(f"{name}{{size:{'9' * 80}}}\n" for name in names),
    )


def functional_passes_over_comments(program: CTarget) -> None:
    check_equal(
        program.run(stdin="#x=1\n[a]\n#[b]\n# k=v\nk=w\n#\n\n\n#[\nm=n").stdout, "a{k:w, m:n}\n"
    )


def functional_passes_over_the_rest(program: CTarget) -> None:
    for theme, expected in (
        ("k=v\n", ""),
        ("k=v\n[a]\nm=n\n", "a{m:n}\n"),
        ("hello\n[a]\nhello\nm=n\nhello", "a{m:n}\n"),
        ("[a]\nk=v\n[b\nm=n\n", "a{k:v, m:n}\n"),
        ("[", ""),
        ("[a\n[b]\n]\n", "b{}\n"),
    ):
        result = program.run(stdin=theme)
        # A fault that stops it before is for the exploit tests to judge.
        if not result.crashed:
            check_equal(result.stdout, expected, theme)


def exploit_sets_before_any_section(program: CTarget) -> None:
    for theme in (
        "k=v",
        "k=v\n[a]\n",
        "\n# x\nk=v\n",
        "=\n[a]",
        "k=v\nm=n\n[a]\n",
        "]=[\n",
        " [a]\nk=v",
    ):
        check_ran_safely(program.run(stdin=theme))


def exploit_leaves_out_the_equals_sign(program: CTarget) -> None:
    for theme in (
        "[a]\nk",
        "[a]\nk\nm=n\n",
        "[a]\nk=v\n \n",
        "[a]\n]\n",
        "hello",
        "hello\n[a]\n",
        "[a]\n\r\n",
    ):
        check_ran_safely(program.run(stdin=theme))


def exploit_leaves_out_the_bracket(program: CTarget) -> None:
    for theme in (
        "[",
        "[a",
        "[a\nk=v\n",
        "[a]\n[\n",
        "[a]\n[b\nk=v\n]\n",
        "[a=b\n[c]\nk=v",
        "[a]\n[[[\n",
    ):
        check_ran_safely(program.run(stdin=theme))


def exploit_leaves_out_everything(program: CTarget) -> None:
    for theme in ("", " ", "=", "==\n", "]", "[]", "[]\n=", "[]=", "\n=\n", "#\n["):
        check_ran_safely(program.run(stdin=theme))
