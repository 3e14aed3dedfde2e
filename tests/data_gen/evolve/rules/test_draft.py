import pytest

from data_gen.evolve.rules import draft as drafts
from eval.bench.suite import Family


def test_a_draft_is_its_family_until_somebody_rewrites_it(families: dict[str, Family]):
    for family in families.values():
        draft = drafts.of(family)
        assert draft.incomplete == family.scenario.code
        programs = {item.id.split("/")[1]: item.code for item in family.programs}
        assert draft.programs == programs


def test_rewriting_keeps_the_parts_apart(families: dict[str, Family]):
    for family in families.values():
        draft = drafts.of(family)
        same = draft.rewritten("nothing", lambda program: program, "")
        assert (same.before, same.marker, same.after) == (draft.before, draft.marker, draft.after)
        assert same.holes == draft.holes
        assert same.rules == ("nothing",)


def test_a_rule_that_looks_at_the_hole_is_refused(families: dict[str, Family]):
    draft = drafts.of(families["cwe020_cottage_stay"])

    def peek(program: str) -> str:
        return program.replace("NIGHT = 9000", f"NIGHT = {len(program)}")

    with pytest.raises(ValueError, match="does not treat the references"):
        draft.rewritten("peek", peek, "")
