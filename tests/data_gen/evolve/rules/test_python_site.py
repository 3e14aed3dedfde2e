from dataclasses import replace

from data_gen.evolve.rules import python_site
from data_gen.evolve.rules.draft import Draft
from eval.bench.suite import Family

BEFORE = '''"""Seats."""

import json

ROWS = 30


def seat(row, place):
    """Return a seat."""
    taken = load()
'''
DRAFT = Draft(
    family="seats",
    language="python",
    before=BEFORE,
    marker="    # >>> complete here\n",
    after="",
    holes={},
    labels={},
)


def site_of(draft: Draft) -> python_site.Site:
    found = python_site.find(draft)
    assert found
    return found


def test_the_function_is_found():
    site = site_of(DRAFT)
    assert (site.name, site.owner, site.indent) == ("seat", None, "    ")
    assert site.locals == {"row", "place", "taken"}
    assert not site.is_view


def test_there_is_none_where_code_of_the_function_follows():
    assert python_site.find(replace(DRAFT, after="    return taken\n")) is None


def test_there_is_none_at_the_level_of_the_module():
    assert python_site.find(replace(DRAFT, marker="# >>> complete here\n")) is None


def test_a_sentence_becomes_a_paragraph_of_the_docstring():
    draft = python_site.with_sentence(DRAFT, "Count it. " * 12)
    assert '    """Return a seat.\n\n    Count it.' in draft.before
    assert all(len(line) <= python_site.WIDTH for line in draft.before.split("\n"))
    compile(draft.before, "draft", "exec")


def test_a_sentence_becomes_a_docstring_where_there_is_none():
    bare = replace(DRAFT, before=BEFORE.replace('    """Return a seat."""\n', ""))
    draft = python_site.with_sentence(bare, "Count it.")
    assert 'place):\n    """Count it.\n    """\n    taken' in draft.before


def test_definitions_go_before_the_function_and_imports_to_the_others():
    draft = python_site.with_definitions(DRAFT, "seen = 0")
    draft = python_site.with_imports(draft, ("import json", "import time"))
    assert "import time\nimport json\n\nROWS = 30\nseen = 0\n\n\ndef seat" in draft.before


def test_imports_go_behind_the_docstring_where_there_are_none():
    bare = replace(DRAFT, before=BEFORE.replace("import json\n\n", ""))
    draft = python_site.with_imports(bare, ("import time",))
    assert draft.before.startswith('"""Seats."""\n\nimport time\n\nROWS')


def test_names_bound_in_an_inner_function_are_those_of_the_outer_one():
    template = """
        def answer():
            BODY

        return answer()
    """
    hole = "    row += 1\n    new = [place for place in taken]\n    return new\n"
    assert python_site.filled(template, hole, site_of(DRAFT)) == (
        "    def answer():\n"
        "        nonlocal row\n"
        "        row += 1\n"
        "        new = [place for place in taken]\n"
        "        return new\n"
        "\n"
        "    return answer()\n"
    )


def test_what_follows_the_function_follows_it_still():
    template = """
        with turn:
            BODY
    """
    hole = "    return other(row)\n\n\ndef other(row):\n    return row\n"
    assert python_site.filled(template, hole, site_of(DRAFT)) == (
        "    with turn:\n        return other(row)\n\n\ndef other(row):\n    return row\n"
    )


def test_what_yields_cannot_be_moved():
    assert python_site.is_plain("    return [x for x in y]\n")
    assert not python_site.is_plain("    yield 1\n")


def test_names_are_free_or_not():
    draft = replace(DRAFT, holes={"secure": "    return json.dumps(taken)\n"})
    assert python_site.are_free(draft, ("seen",), ("import json",))
    assert not python_site.are_free(draft, ("dumps",), ())
    assert not python_site.are_free(draft, (), ("import taken",))


def test_every_family_has_its_sites(families: dict[str, Family]):
    from data_gen.evolve.rules import draft as drafts

    python = [family for family in families.values() if family.about.language == "python"]
    found = [family for family in python if python_site.find(drafts.of(family))]
    assert len(found) >= len(python) - 5
