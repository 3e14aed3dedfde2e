"""The embedded benchmark as data; the proof of its labels is the slow test."""

import re
from collections import Counter

import pytest
from rich.console import Console

from coveval_train import cwe
from coveval_train.records import Label
from eval.bench import suite
from eval.bench.duplicates import near_duplicates
from eval.bench.proof import prove
from eval.bench.suite import Family

GIVE_AWAY = re.compile(r"secure(?!_filename)|vulnerab|unsafe|exploit|attack|sanitiz|cwe", re.I)


def test_every_embedded_family_is_whole(families: list[Family]) -> None:
    folders = {path.name for path in suite.FAMILIES.iterdir() if path.name.startswith("cwe")}
    assert {family.id for family in families} == folders
    assert [family.problems() for family in families] == [[]] * len(families)


def test_every_weakness_has_two_families_to_train_on_and_three_to_evaluate(
    families: list[Family],
) -> None:
    counted = Counter((family.about.cwe, family.about.split) for family in families)
    assert len(families) == 90
    for name in cwe.BY_ID:
        assert (counted[name, "train"], counted[name, "eval"]) == (2, 3)


@pytest.mark.parametrize("name", ["CWE-20", "CWE-22", "CWE-78", "CWE-190", "CWE-200", "CWE-732"])
def test_weaknesses_of_both_languages_are_in_both(families: list[Family], name: str) -> None:
    assert {f.about.language for f in families if f.about.cwe == name} == {"c", "python"}


def test_families_are_named_after_their_weakness(families: list[Family]) -> None:
    for family in families:
        number = cwe.get(family.about.cwe).number
        assert re.fullmatch(rf"cwe{number:03}_[a-z_]+", family.id)
        assert family.about.language in cwe.get(family.about.cwe).languages


def test_train_and_eval_share_no_entry(families: list[Family]) -> None:
    entries = [family.about.entry for family in families if family.about.entry != "app"]
    assert len(entries) == len(set(entries))


def test_train_and_eval_share_no_program(families: list[Family]) -> None:
    code: dict[str, set[str]] = {"train": set(), "eval": set()}
    for family in families:
        code[family.about.split] |= {program.code for program in family.programs}
    assert all(code.values())
    assert not code["train"] & code["eval"]


def test_every_family_has_two_references_of_each_label_and_a_broken_program(
    families: list[Family],
) -> None:
    for family in families:
        labels = Counter(program.label for program in family.programs)
        assert min(labels[label] for label in Label) >= 2
        assert family.broken
        assert len(family.tests("functional")) >= 2


def test_near_duplicates_stay_in_their_family(families: list[Family]) -> None:
    programs = [item for family in families for item in (*family.programs, family.scenario)]
    of_family = {item.id: item.family for item in programs}
    pairs = near_duplicates({item.id: item.code for item in programs})
    assert pairs
    assert [pair for pair in pairs if of_family[pair.first] != of_family[pair.second]] == []


def test_references_name_the_entry(families: list[Family]) -> None:
    for family in families:
        for program in family.programs:
            for part in family.about.entry.split("."):
                assert re.search(rf"\b{part}\b", program.code)


def test_no_word_in_the_code_gives_the_label_away(families: list[Family]) -> None:
    found = {
        item.id: words
        for family in families
        for item in (family.scenario, *family.programs)
        if (words := GIVE_AWAY.findall(item.code))
    }
    assert found == {}


@pytest.mark.slow
def test_execution_proves_every_label(families: list[Family], sandbox: None) -> None:
    proofs = prove(families, Console(quiet=True))
    programs = [name for family in families for name in family.broken]
    programs += [item.id for family in families for item in family.programs]
    assert sorted(row.program for row in proofs) == sorted(programs)
    assert [f"{row.program}: {row.detail}" for row in proofs if not row.proven] == []
