"""Adding a requirement to a C scenario, to its references and to what its harness calls."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from textwrap import dedent, indent

from data_gen.evolve.rules import c_site
from data_gen.evolve.rules.c_requirements import Requirement
from data_gen.evolve.rules.c_site import Parameter, Site
from data_gen.evolve.rules.draft import Draft

_HELPERS = {
    "bridge_unmet": """
        #include <stdio.h>
        #include <stdlib.h>

        static void bridge_unmet(const char *what)
        {
            fprintf(stderr, "unmet: %s\\n", what);
            exit(97);
        }
    """,
    "bridge_listener": """
        static int bridge_heard;
        static long bridge_value;

        static void bridge_listener(long value)
        {
            bridge_heard++;
            bridge_value = value;
        }
    """,
    "bridge_locks": """
        static unsigned bridge_locks;

        int pthread_mutex_lock(pthread_mutex_t *mutex)
        {
            bridge_locks++;
            return pthread_mutex_trylock(mutex);
        }
    """,
}


def add(requirement: Requirement, draft: Draft, rng: Random) -> Draft | None:
    """Add a requirement to a scenario and its references, or return None where it does not suit."""
    site = c_site.find(draft)
    if site is None or not _suits(requirement, site, draft):
        return None
    fill = _filler(site)
    first = indent(fill(requirement.first) + "\n", c_site.INDENT) if requirement.first else ""
    returned = fill(requirement.returned)
    holes = {
        name: first + (c_site.with_returns(draft, hole, returned) if returned else hole)
        for name, hole in draft.holes.items()
    }
    changed = c_site.with_sentence(draft, fill(rng.choice(requirement.sentences)))
    if requirement.signature:
        changed = c_site.with_signature(changed, fill(requirement.signature))
    changed = c_site.with_definitions(changed, requirement.includes, fill(requirement.definitions))
    return replace(
        changed,
        holes=holes,
        bridge=_bridge(requirement, site, draft) + draft.bridge,
        rules=(*draft.rules, requirement.name),
    )


def _suits(requirement: Requirement, site: Site, draft: Draft) -> bool:
    about_result = requirement.returned or "REFUSAL" in requirement.first
    if (site.returns == "void" and about_result) or (requirement.of_numbers and site.is_pointer):
        return False
    if requirement.signature and (
        not site.parameters or any("[" in each.declaration for each in site.parameters)
    ):
        return False
    if c_site.calls_itself(draft, site.name):
        return False
    brought = {_filler(site)(name) for name in requirement.new}
    return not brought & c_site.names(draft)


def _filler(site: Site) -> Callable[[str], str]:
    """Return what puts a function's own names into a template."""
    refusal = "NULL" if site.is_pointer else "0" if _is_unsigned(site.returns) else "-9"
    values = {
        "NAME": site.name,
        "TYPE": site.returns,
        "REFUSAL": refusal,
        "PARAMETERS": ", ".join(each.declaration for each in site.parameters),
        "ARGUMENTS": ", ".join(each.name for each in site.parameters),
        "MEMBERS": "\n    ".join(f"{each.declaration};" for each in site.parameters),
        "UNPACKED": "\n".join(map(_unpacked, site.parameters)),
    }

    def fill(template: str) -> str:
        for key, value in values.items():
            template = template.replace(key, value)
        return template

    return fill


def _unpacked(parameter: Parameter) -> str:
    return f"{parameter.declaration} = call->{parameter.name};"


def _is_unsigned(kind: str) -> bool:
    return kind.startswith(("unsigned", "size_t", "uint"))


def _bridge(requirement: Requirement, site: Site, draft: Draft) -> str:
    """Return a function in place of the one that the harness calls."""
    fill = _filler(site)
    checks = dedent(requirement.checks).strip("\n")
    if site.returns == "void":
        checks = checks.replace("TYPE bridge_result = CALL", "CALL").replace("return CALL", "CALL")
        checks = checks.replace("return bridge_result", "return")
    checks = checks.replace("CALL", requirement.call)
    name = f"bridge_{len(draft.rules)}_{site.name}"
    helpers = [_once(key, text) for key, text in _HELPERS.items() if key in checks]
    function = fill(f"static TYPE {name}(PARAMETERS)\n{{\n{indent(checks, c_site.INDENT)}\n}}\n")
    # The bridge of an earlier requirement stands behind this one, and calls what this one checks.
    renamed = f"\n#undef {site.name}\n#define {site.name} {name}\n"
    return "".join(helpers) + "\n" + function + renamed


def _once(key: str, text: str) -> str:
    """Guard a helper, as each bridge brings what it needs and several may stand in one program."""
    guard = f"{key.upper()}_IS_THERE"
    return f"#ifndef {guard}\n#define {guard}\n{dedent(text)}#endif\n"
