"""The strength of an oracle: counted, explained, and measured for real on one family."""

from pathlib import Path

import pytest
from rich.console import Console

from eval.bench import strength, suite
from eval.bench.strength import Fate, Trial
from eval.bench.suite import Family


def trial(fate: Fate, why: str = "", cwe: str = "CWE-22", mutant: str = "a") -> Trial:
    return Trial("cwe022_a", cwe, mutant, "remove", fate, why)


def test_each_fate_is_counted_and_stillborn_mutants_are_left_out() -> None:
    trials = [
        *[trial("functional")] * 3,
        *[trial("exploit")] * 2,
        trial("escaped"),
        trial("escaped", why="the same"),
        trial("stillborn"),
        trial("exploit", cwe="CWE-9"),
    ]
    rows = strength.by_cwe(trials)
    assert [row.name for row in rows] == ["CWE-9", "CWE-22", "all"]
    row = rows[1]
    assert (row.mutants, row.functional, row.exploit) == (7, 3, 2)
    assert (row.explained, row.unexplained) == (1, 1)
    assert row.caught == pytest.approx(5 / 6)
    assert rows[2].mutants == 8


def test_without_mutants_nothing_is_caught() -> None:
    assert strength.by_cwe([trial("stillborn")])[0].caught == 0.0


def test_an_explanation_of_nothing_is_stale(tmp_path: Path, families: list[Family]) -> None:
    (tmp_path / "escapes.yaml").write_text("a: the same\nb: gone\nc: caught\n")
    family = Family("cwe022_a", tmp_path, families[0].about)
    trials = [trial("escaped", "the same"), trial("exploit", mutant="c")]
    stale = strength.stale([family], trials)
    assert [line.split("'")[1] for line in stale] == ["b", "c"]
    assert all(str(tmp_path / "escapes.yaml") in line for line in stale)


@pytest.mark.slow
def test_the_tests_of_a_family_catch_its_mutants(families: list[Family], sandbox: None) -> None:
    family = suite.find(families, "cwe022_note_reader")
    trials = strength.measure([family], Console(quiet=True))
    assert len(trials) >= 15
    assert {row.fate for row in trials} >= {"functional", "exploit"}
    assert [row.mutant for row in trials if row.unexplained] == []
    assert strength.stale([family], trials) == []
