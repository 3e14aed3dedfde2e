"""Adding a requirement to a Python scenario, to its references and to what its tests look at."""

from dataclasses import replace
from random import Random
from textwrap import dedent, indent

from data_gen.evolve.rules import python_site
from data_gen.evolve.rules.draft import Draft
from data_gen.evolve.rules.python_requirements import Requirement
from data_gen.evolve.rules.python_site import Site

_BRIDGE = """
class Unmet(Exception):
    pass


def checked(function):
    def call(*args, **kwargs):
CHECKS

    return call


PLACE = checked(PLACE)
"""


def add(requirement: Requirement, draft: Draft, rng: Random) -> Draft | None:
    """Add a requirement to a scenario and its references, or return None where it does not suit."""
    site = python_site.find(draft)
    if site is None or not _suits(requirement, site, draft):
        return None
    changed = python_site.with_sentence(draft, rng.choice(requirement.sentences))
    changed = python_site.with_definitions(changed, requirement.definitions)
    changed = python_site.with_imports(changed, requirement.imports)
    return replace(
        changed,
        holes={
            name: python_site.filled(requirement.body, hole, site)
            for name, hole in draft.holes.items()
        },
        bridge=_bridge(requirement, site) + draft.bridge,
        rules=(*draft.rules, requirement.name),
    )


def _suits(requirement: Requirement, site: Site, draft: Draft) -> bool:
    if requirement.of_views not in (None, site.is_view) or (site.decorators and not site.is_view):
        return False
    free = python_site.are_free(draft, requirement.new, requirement.imports)
    return free and all(map(python_site.is_plain, draft.holes.values()))


def _bridge(requirement: Requirement, site: Site) -> str:
    """Return code that puts the checked function in the place of the one that the tests reach."""
    if site.is_view:
        place = f"app.view_functions[{site.name!r}]"
    else:
        place = f"{site.owner}.{site.name}" if site.owner else site.name
    checks = dedent(requirement.checks).strip("\n").replace("CALL", "function(*args, **kwargs)")
    # The checks last: what is in them is not for filling in.
    return _BRIDGE.replace("PLACE", place).replace("CHECKS", indent(checks, " " * 8))
