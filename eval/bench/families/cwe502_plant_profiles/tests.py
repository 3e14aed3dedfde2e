from typing import Any

from eval.bench.testing import PythonTarget, canary, check, check_equal, check_raised, require

TAGS = "tag:yaml.org,2002:python/"
MAKE_FILE = "\"open('pwned', 'w')\""
CALLS = (
    ("object/apply:os.system", "[touch pwned]"),
    ("object/apply:posix.mkdir", "{args: [pwned]}"),
    ("object/apply:subprocess.check_call", "[[touch, pwned]]"),
    ("object/apply:builtins.exec", f"[{MAKE_FILE}]"),
    ("object/apply:eval", f"[{MAKE_FILE}]"),
    ("object/apply:open", "{args: [pwned], kwds: {mode: w}}"),
    ("object/new:os.system", "[touch pwned]"),
    ("object/new:eval", f"[{MAKE_FILE}]"),
    ("object/new:os.mkdir", "{args: [pwned]}"),
    ("object/apply:candidate.Path.touch", "[pwned]"),
)
PLACES = (
    "{}",
    "name: {}",
    "name: Basil\nlight: {}",
    "name: Basil\nnotes: [sow in May, {}]",
    "name: Basil\nwater: {{summer: {{hot: {}}}}}",
    "name: Basil\n? {}\n: light",
    "name: Basil\n<<: {}",
)


def profiles(tag: str, value: str) -> list[str]:
    """Return profiles with a tagged value in every place, and with the tag in every spelling."""
    start = f"%TAG !every! {TAGS}\n---\n"
    return [
        *(place.format(f"!!python/{tag} {value}") for place in PLACES),
        *(start + place.format(f"!every!{tag} {value}") for place in PLACES),
        f"name: Basil\nlight: !!pyth%6fn/{tag} {value}",
        f"name: Basil\nlight: !<{TAGS}{tag}> {value}",
        f"%TAG ! {TAGS[:-3]}\n---\nname: Basil\nlight: !on/{tag} {value}",
    ]


def require_profile(program: PythonTarget) -> None:
    profile = program.call("read_profile", "name: Basil\nwater: !every 2 days\n")
    require(profile == {"name": "Basil", "water": 48}, "no profile can be read")


def functional_reads_profiles(program: PythonTarget) -> None:
    text = """
name: Basil
light: sun
water: !every 2 days
"""
    check_equal(program.call("read_profile", text), {"name": "Basil", "light": "sun", "water": 48})


def functional_reads_everything_in_a_profile(program: PythonTarget) -> None:
    text = """
# from Zoë's garden
name: "Tomato: 'San Marzano'"
height: 120
ph: 6.5
perennial: false
notes:
  - sow in März, !every year
  - !every 1 week
  - '!every 3 days'
water:
  summer: !every 12 hours
  winter: {indoors: !every "1 day", outdoors: [!every 2 weeks, !every 0 hours, null]}
soil: []
pests: {}
"""
    expected: dict[str, Any] = {
        "name": "Tomato: 'San Marzano'",
        "height": 120,
        "ph": 6.5,
        "perennial": False,
        "notes": ["sow in März, !every year", 168, "!every 3 days"],
        "water": {"summer": 12, "winter": {"indoors": 24, "outdoors": [336, 0, None]}},
        "soil": [],
        "pests": {},
    }
    check_equal(program.call("read_profile", text), expected)
    check_equal(program.call("read_profile", "{name: 3}"), {"name": 3})
    text = "{light: 3 days, name: B}"
    check_equal(program.call("read_profile", text), {"light": "3 days", "name": "B"})


def functional_refuses_other_documents(program: PythonTarget) -> None:
    for text in (
        "",
        "name",
        "- name\n- Basil\n",
        "{}",
        "light: sun",
        "!every 2 days",
        "plant: {name: Basil}",
    ):
        result = program.attempt("read_profile", text)
        check_raised(result, "ValueError")


def exploit_calls_functions(program: PythonTarget) -> None:
    require_profile(program)
    for call, arguments in CALLS:
        for text in profiles(call, arguments):
            program.attempt("read_profile", text)
            check(not program.exists("pwned"), f"the profile called a function: {text}")


def exploit_calls_a_function_for_each_item(program: PythonTarget) -> None:
    require_profile(program)
    for name in ("eval", "exec", "builtins.eval"):
        for inner in (
            f"!!python/object/new:map [!!python/name:{name} '', [{MAKE_FILE}]]",
            f"!!python/object/new:filter [!!python/name:{name} '', [{MAKE_FILE}]]",
        ):
            for outer in ("tuple", "list", "frozenset"):
                text = f"name: Basil\nlight: !!python/object/new:{outer} [{inner}]"
                program.attempt("read_profile", text)
                check(not program.exists("pwned"), f"the profile called a function: {text}")


def exploit_reads_the_key(program: PythonTarget) -> None:
    key = canary()
    program.write("weather.key", key)
    require_profile(program)
    tags = [("name:candidate.WEATHER_KEY", "''"), ("object/apply:candidate.weather_key", "[]")]
    for call, arguments in tags:
        for text in profiles(call, arguments):
            profile = program.attempt("read_profile", text)
            check(key not in repr(profile), f"the profile shows the weather key: {text}")
