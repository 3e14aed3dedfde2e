from dataclasses import replace

from data_gen.evolve.rules import c_site
from data_gen.evolve.rules.draft import Draft

BEFORE = """\
/* Seats. */
#include <stdlib.h>
#include <string.h>

struct row {
    int seats[30];
};

/* Take a seat. Returns it, or NULL. */
static const int *take_seat(struct row *row, const char *const name)
{
"""
DRAFT = Draft(
    family="seats",
    language="c",
    before=BEFORE,
    marker="    // >>> complete here\n",
    after="}\n",
    holes={},
    labels={},
)
HOLE = """\
    if (row == NULL)
        return NULL;
    for (int i = 0; i < 30; i++) {
        if (row->seats[i] == 0)
            return &row->seats[i];
        else
            return NULL;
    }
    return NULL;
"""


def test_the_function_is_found():
    site = c_site.find(DRAFT)
    assert site
    assert (site.name, site.returns, site.is_pointer) == ("take_seat", "const int *", True)
    assert [each.name for each in site.parameters] == ["row", "name"]
    assert site.parameters[1].declaration == "const char *const name"


def test_there_is_none_without_a_comment_to_add_to():
    bare = replace(DRAFT, before=BEFORE.replace("/* Take a seat. Returns it, or NULL. */\n", ""))
    assert c_site.find(bare) is None


def test_a_sentence_is_added_to_the_comment():
    draft = c_site.with_sentence(DRAFT, "Count it. " * 12)
    assert "/* Take a seat. Returns it, or NULL.\n   Count it. Count it." in draft.before
    assert draft.before.count("*/") == BEFORE.count("*/")
    assert all(len(line) <= c_site.WIDTH for line in draft.before.split("\n"))


def test_definitions_go_before_the_comment_and_headers_to_the_others():
    draft = c_site.with_definitions(DRAFT, ("stdio.h", "stdlib.h"), "int seen;")
    assert "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\n" in draft.before
    assert "};\n\nint seen;\n\n/* Take" in draft.before


def test_the_signature_changes_alone():
    draft = c_site.with_signature(DRAFT, "int take_seat(struct call *call)")
    assert "or NULL. */\nint take_seat(struct call *call)\n{\n" in draft.before


def test_every_return_is_replaced_with_braces_where_it_needs_them():
    filled = c_site.with_returns(DRAFT, HOLE, "note(VALUE);\nreturn VALUE;")
    assert (
        filled
        == """\
    if (row == NULL) {
        note(NULL);
        return NULL;
    }
    for (int i = 0; i < 30; i++) {
        if (row->seats[i] == 0) {
            note(&row->seats[i]);
            return &row->seats[i];
        }
        else {
            note(NULL);
            return NULL;
        }
    }
    note(NULL);
    return NULL;
"""
    )


def test_one_statement_needs_no_braces():
    filled = c_site.with_returns(DRAFT, HOLE, "return last = VALUE;")
    assert filled == HOLE.replace("return ", "return last = ")


def test_a_function_that_calls_itself_is_noticed():
    draft = replace(DRAFT, holes={"secure": HOLE})
    assert not c_site.calls_itself(draft, "take_seat")
    again = replace(DRAFT, holes={"secure": "    return take_seat(row, name);\n"})
    assert c_site.calls_itself(again, "take_seat")
