import pytest

from coveval_train.errors import UserError
from coveval_train.records import Label
from data_gen import sources
from data_gen.sources import Fix
from eval.bench import suite


@pytest.mark.parametrize("name", ["embeded", "sven", "sven:", "embedded:x", ""])
def test_an_unknown_source_is_refused_and_the_known_ones_named(name: str) -> None:
    with pytest.raises(
        UserError,
        match=r"--source: unknown source .* embedded, evolved:DIR, .*, sven:FILE\[,SPLIT\], ",
    ):
        sources.open_source(name)


def test_embedded_is_the_train_split_and_nothing_of_the_eval_split(
    embedded_fixes: list[Fix],
) -> None:
    splits = {family.id: family.about.split for family in suite.load()}
    found = {fix.family for fix in embedded_fixes}
    assert found == {name for name, split in splits.items() if split == "train"}
    programs = [program for fix in embedded_fixes for program in fix.programs]
    assert {program.split for program in programs} == {"train"}
    assert {program.label_source for program in programs} == {"executed"}


def test_embedded_fixes_each_vulnerable_program_by_a_secure_one_of_its_family(
    embedded_fixes: list[Fix],
) -> None:
    scenarios = {family.id: family.scenario.code for family in suite.load()}
    for fix in embedded_fixes:
        before, after = fix.programs
        assert (before.label, after.label) == (Label.VULNERABLE, Label.SECURE)
        assert before.family == after.family
        assert fix.incomplete == scenarios[before.family]
    ids = [program.id for fix in embedded_fixes for program in fix.programs]
    assert len(ids) == len(set(ids))
