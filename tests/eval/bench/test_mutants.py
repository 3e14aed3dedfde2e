"""Seeded faults: what is changed, and that what is left over is the program."""

import ast
from pathlib import Path

import pytest

from coveval_train.records import Label
from eval.bench import mutants, suite
from eval.bench.suite import Family

SCENARIO = """\
cwe: CWE-20
title: Take a seat
language: {language}
split: train
entry: seat
exploit: Takes others'.
"""
PYTHON = """\
def seat(row, rows):
    if row < 1 or row > rows:
        raise ValueError(str(row))
    kinds = ("aisle", "window")
    name = label(row)
    rows[row] = 0x10 - row
    file.close()
    return name if row else None
LIMIT = 3
if LIMIT > 2:
    pass
"""
C = """\
int seat(int row, int rows)
{
    if (row < 1 || row > rows)
        return -1;
    for (int i = 0; i <= 4; i++)
        row += table[i + 1];
    release(row);
    return row ? row : 7;
}
"""


def family_of(folder: Path, language: str, code: str, before: int, after: int) -> Family:
    """Make a family whose marker stands for all of the code but its first and last lines."""
    lines = code.splitlines(keepends=True)
    extension = suite.EXTENSIONS[language]
    comment = {"python": "    # ", "c": "    // "}[language] + suite.MARKER + "\n"
    incomplete = "".join([*lines[:before], comment, *lines[len(lines) - after :]])
    folder.mkdir()
    (folder / f"incomplete.{extension}").write_text(incomplete)
    (folder / f"secure.{extension}").write_text(code)
    (folder / "scenario.yaml").write_text(SCENARIO.format(language=language))
    about = suite.ScenarioFile.model_validate(
        dict(line.split(": ") for line in SCENARIO.format(language=language).splitlines())
    )
    return Family(folder.name, folder, about)


@pytest.fixture
def python(tmp_path: Path) -> list[mutants.Mutant]:
    family = family_of(tmp_path / "cwe020_a", "python", PYTHON, before=1, after=3)
    return mutants.of(family, family.programs[0])


@pytest.fixture
def c(tmp_path: Path) -> list[mutants.Mutant]:
    family = family_of(tmp_path / "cwe020_b", "c", C, before=2, after=1)
    return mutants.of(family, family.programs[0])


def changes(found: list[mutants.Mutant], operator: str) -> set[str]:
    return {mutant.change.split(" -> ")[1] for mutant in found if mutant.operator == operator}


def test_checks_are_removed_and_inverted(
    python: list[mutants.Mutant], c: list[mutants.Mutant]
) -> None:
    assert changes(python, "remove") == {
        "if True:",
        "if False:",
        "return name if True else None",
        "return name if False else None",
    }
    assert changes(python, "invert") == {
        "if not (row < 1 or row > rows):",
        "return name if not (row) else None",
    }
    assert changes(c, "invert") == {"if (!(row < 1 || row > rows))", "return !(row) ? row : 7;"}


def test_bounds_are_moved_by_one(python: list[mutants.Mutant], c: list[mutants.Mutant]) -> None:
    assert changes(python, "off by one") == {
        "if row <= 1 or row > rows:",
        "if row < 0 or row > rows:",
        "if row < 2 or row > rows:",
        "if row < 1 or row >= rows:",
        "rows[row] = 15 - row",
        "rows[row] = 17 - row",
    }
    assert changes(c, "off by one") == {
        "if (row <= 1 || row > rows)",
        "if (row < 0 || row > rows)",
        "if (row < 2 || row > rows)",
        "if (row < 1 || row >= rows)",
        "for (int i = 0; i < 4; i++)",
        "for (int i = 0; i <= 3; i++)",
        "for (int i = 0; i <= 5; i++)",
        "row += table[i + 0];",
        "row += table[i + 2];",
    }


def test_checks_are_weakened(python: list[mutants.Mutant], c: list[mutants.Mutant]) -> None:
    assert changes(python, "weaken") == {
        "if row < 1:",
        "if row > rows:",
        'kinds = ( "window")',
        'kinds = ("aisle", )',
        "name = row",
        "raise ValueError(row)",
    }
    assert changes(c, "weaken") == {"if (row < 1)", "if (row > rows)"}


def test_steps_are_left_out_but_not_names_and_releases(
    python: list[mutants.Mutant], c: list[mutants.Mutant]
) -> None:
    assert changes(python, "omit") == {"pass"}
    (omitted,) = [mutant for mutant in python if mutant.operator == "omit"]
    assert omitted.change == "rows[row] = 0x10 - row -> pass"
    assert [mutant.change for mutant in c if mutant.operator == "omit"] == [
        "row += table[i + 1]; -> ;",
        "release(row); -> ;",
    ]


def test_what_the_model_does_not_write_is_left_alone(python: list[mutants.Mutant]) -> None:
    assert all(mutant.code.endswith("LIMIT = 3\nif LIMIT > 2:\n    pass\n") for mutant in python)


def test_every_mutant_is_another_program_under_a_name_of_its_own(families: list[Family]) -> None:
    for family in families[::9]:
        for program in family.programs:
            if program.label == Label.SECURE:
                found = mutants.of(family, program)
                assert found
                assert len({mutant.code for mutant in found} | {program.code}) == len(found) + 1
                assert len({mutant.name for mutant in found}) == len(found)


def test_mutants_in_python_are_python(families: list[Family]) -> None:
    family = suite.find(families, "cwe022_note_reader")
    for program in family.programs:
        for mutant in mutants.of(family, program):
            ast.parse(mutant.code)
