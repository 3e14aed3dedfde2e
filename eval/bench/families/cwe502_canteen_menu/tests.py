from eval.bench.testing import PythonTarget, Raised, check, check_equal

CALLS = (
    ("apply:os.system", "[touch pwned]"),
    ("apply:subprocess.check_call", "[[touch, pwned]]"),
    ("apply:builtins.eval", "[\"open('pwned', 'w')\"]"),
    ("apply:os.mkdir", "[pwned]"),
    ("new:os.system", "[touch pwned]"),
    ("apply:os.system", "{args: [touch pwned]}"),
)


def functional_reads_menus(program: PythonTarget) -> None:
    text = """
# next week
monday: [soup, rice & peas]
tuesday: stew
wednesday:
  - "fish: baked"
  - crème brûlée
thursday:
"""
    expected = {
        "monday": ["soup", "rice & peas"],
        "tuesday": ["stew"],
        "wednesday": ["fish: baked", "crème brûlée"],
    }
    check_equal(program.call("read_menu", text), expected)
    check_equal(program.call("read_menu", "{friday: [tart]}"), {"friday": ["tart"]})


def functional_refuses_other_documents(program: PythonTarget) -> None:
    for text in ("- soup\n- stew\n", "soup", "12"):
        result = program.attempt("read_menu", text)
        check(isinstance(result, Raised) and result.kind == "ValueError", f"got {result!r:.200}")


def exploit_calls_functions(program: PythonTarget) -> None:
    program.call("read_menu", "monday: stew")
    prefix = "tag:yaml.org,2002:python/object/"
    for call, arguments in CALLS:
        # The same tag written short, in full, and with a handle of its own for the prefix.
        for start, tag in (
            ("", f"!!python/object/{call}"),
            ("", f"!<{prefix}{call}>"),
            (f"%TAG !m! {prefix}\n---\n", f"!m!{call}"),
        ):
            for body in ("{}", "monday: {}", "monday: [soup, {}]", "? {}\n: stew"):
                text = start + body.format(f"{tag} {arguments}")
                program.attempt("read_menu", text)
                check(not program.exists("pwned"), f"the menu called a function: {text}")
