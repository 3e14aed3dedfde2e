import ast
import re
from random import Random

import pytest

from data_gen.evolve.rules import draft as drafts
from data_gen.evolve.rules import rename
from data_gen.evolve.rules.draft import Draft
from eval.bench.suite import Family
from eval.bench.trees import parse
from tests.data_gen.evolve.conftest import run


def renamed(family: Family, seed: int = 0) -> Draft:
    changed = rename.apply(drafts.of(family), Random(seed))
    assert changed
    return changed


def test_names_change_in_code_comments_and_docstrings(families: dict[str, Family]):
    draft = renamed(families["cwe022_note_reader"])
    assert "NOTES_FOLDER" not in draft.incomplete
    assert '"notes"' in draft.incomplete, "a text is no name"
    heading = re.search(r"def (\w+)\((\w+)\)", draft.incomplete)
    assert heading and heading[1] != "read_note"
    assert f"called `{heading[2]}`" in draft.incomplete


def test_attributes_keep_their_names_in_python(families: dict[str, Family]):
    draft = renamed(families["cwe022_photo_albums"])
    assert "self.folder" in draft.incomplete
    assert "def photo(self, " in draft.incomplete


def test_what_flask_passes_by_name_keeps_it(families: dict[str, Family]):
    draft = rename.apply(drafts.of(families["cwe306_locker_release"]), Random(0))
    assert draft is None or "def release_locker(locker):" in draft.incomplete


def test_members_and_macros_change_in_c(families: dict[str, Family]):
    draft = renamed(families["cwe787_csv_fields"])
    for old in ("MAX_FIELDS", "split_fields", "struct record"):
        assert old not in draft.incomplete
        assert all(old not in program for program in draft.programs.values())


def test_the_same_choice_for_all(families: dict[str, Family]):
    draft = renamed(families["cwe416_chat_rooms"])
    guest = re.search(r"struct (\w+) \{\s+char \w+\[16\];\s+struct \w+ \*", draft.incomplete)
    assert guest and f"int {guest[1]}s;" in draft.incomplete


def test_a_scenario_is_renamed_once(families: dict[str, Family]):
    draft = renamed(families["cwe787_csv_fields"])
    assert rename.apply(draft, Random(0)) is None


@pytest.mark.parametrize("seed", range(rename.CHOICES))
def test_every_program_is_still_one(families: dict[str, Family], seed: int):
    for family in families.values():
        draft = rename.apply(drafts.of(family), Random(seed))
        if draft is None:
            continue
        for program in draft.programs.values():
            if family.about.language == "python":
                ast.parse(program)
            else:
                assert not parse(program, "c").has_error


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cwe416_chat_rooms", "cwe190_rain_gauge", "cwe089_tool_library"])
def test_the_tests_reach_renamed_programs(families: dict[str, Family], name: str):
    draft = renamed(families[name])
    for reference, label in draft.labels.items():
        result = run(draft, families[name], draft.programs[reference])
        assert (result.works, result.outcome) == (True, label), result.detail
