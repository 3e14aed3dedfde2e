from eval.bench.testing import WORK, PythonTarget, check, check_equal, check_raised, require

TAGS = "tag:yaml.org,2002:python/"
CALLS = (
    ("object/apply:os.system", "[touch pwned]"),
    ("object/apply:posix.system", "[touch pwned]"),
    ("object/apply:subprocess.check_call", "[[touch, pwned]]"),
    ("object/apply:builtins.eval", "[\"open('pwned', 'w')\"]"),
    ("object/apply:exec", "[\"open('pwned', 'w')\"]"),
    ("object/apply:os.mkdir", "[pwned]"),
    ("object/new:os.system", "[touch pwned]"),
    ("object/apply:os.system", "{args: [touch pwned]}"),
    ("object/apply:open", "{args: [pwned], kwds: {mode: w}}"),
)


def spellings(tag: str) -> tuple[tuple[str, str], ...]:
    """Return what to write before the document, and the tag, for each way to write the tag."""
    return (
        ("", f"!!python/{tag}"),
        ("", f"!!%70ython/{tag}"),
        ("", f"!<{TAGS}{tag}>"),
        (f"%TAG !m! {TAGS}\n---\n", f"!m!{tag}"),
        (f"%TAG ! {TAGS[:-3]}\n---\n", f"!on/{tag}"),
    )


def require_menu(program: PythonTarget) -> None:
    menu = program.call("read_menu", "monday: [soup, rice]\ntuesday: stew\n")
    require(menu == {"monday": ["soup", "rice"], "tuesday": ["stew"]}, "no menu can be read")


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


def functional_reads_every_kind_of_day(program: PythonTarget) -> None:
    text = "monday: null\ntuesday: ~\nwednesday: []\nthursday: 'null'\nfriday: >\n  pea\n  soup\n"
    expected = {"wednesday": [], "thursday": ["null"], "friday": ["pea soup\n"]}
    check_equal(program.call("read_menu", text), expected)
    check_equal(program.call("read_menu", "{}"), {})
    text = "monday: &usual [soup]\ntuesday: *usual\nwednesday: [!!str stew, '!! rolls']\n"
    expected = {"monday": ["soup"], "tuesday": ["soup"], "wednesday": ["stew", "!! rolls"]}
    check_equal(program.call("read_menu", text), expected)


def functional_refuses_other_documents(program: PythonTarget) -> None:
    for text in ("- soup\n- stew\n", "soup", "12", "", "null", "[{monday: soup}]"):
        result = program.attempt("read_menu", text)
        check_raised(result, "ValueError")


def exploit_calls_functions(program: PythonTarget) -> None:
    require_menu(program)
    for call, arguments in CALLS:
        for start, tag in spellings(call):
            for body in ("{}", "monday: {}", "monday: [soup, {}]", "? {}\n: stew"):
                text = start + body.format(f"{tag} {arguments}")
                program.attempt("read_menu", text)
                check(not program.exists("pwned"), f"the menu called a function: {text}")


def exploit_calls_a_function_for_each_item(program: PythonTarget) -> None:
    require_menu(program)
    for name in ("eval", "exec", "builtins.eval"):
        inner = f"""[!!python/name:{name} , ["open('pwned', 'w')"]]"""
        for text in (
            f"monday: !!python/object/new:tuple [!!python/object/new:map {inner}]",
            f"monday: !!python/object/new:list [!!python/object/new:map {inner}]",
            f"monday: !!python/object/apply:sum [!!python/object/apply:map {inner}]",
        ):
            program.attempt("read_menu", text)
            check(not program.exists("pwned"), f"the menu called a function: {text}")


def exploit_reads_the_environment(program: PythonTarget) -> None:
    require_menu(program)
    for name in ("os.environ", "os.environb", "posix.environ"):
        for start, tag in spellings(f"name:{name}"):
            for body in ("monday: {}", "monday: [{}]", "monday: {{soup: {}}}"):
                text = start + body.format(f"{tag} ''")
                # HOME is one of the few variables that are set here.
                menu = program.attempt("read_menu", text)
                check(WORK not in repr(menu), f"the menu shows the server's environment: {text}")
