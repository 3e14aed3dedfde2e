"""The embedded benchmark as data; the proof of its labels is the slow test."""

import re

import pytest
from rich.console import Console

from coveval_train import cwe
from coveval_train.records import Label
from eval.bench import suite
from eval.bench.proof import prove
from eval.bench.suite import Family

GIVE_AWAY = re.compile(r"secure(?!_filename)|vulnerab|unsafe|exploit|attack|sanitiz|cwe", re.I)


def test_every_embedded_family_is_whole(families: list[Family]) -> None:
    folders = {path.name for path in suite.FAMILIES.iterdir() if path.name.startswith("cwe")}
    assert {family.id for family in families} == folders
    assert [family.problems() for family in families] == [[]] * len(families)


def test_every_weakness_is_in_both_splits(families: list[Family]) -> None:
    for split in ("train", "eval"):
        assert {f.about.cwe for f in families if f.about.split == split} == set(cwe.BY_ID)


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


def test_every_family_has_both_labels(families: list[Family]) -> None:
    for family in families:
        assert {program.label for program in family.programs} == set(Label)


def test_references_name_the_entry(families: list[Family]) -> None:
    for family in families:
        for program in family.programs:
            assert re.search(rf"\b{family.about.entry}\b", program.code)


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
    assert len(proofs) == sum(len(family.programs) for family in families)
    assert [f"{row.program}: {row.detail}" for row in proofs if not row.proven] == []
