from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coveval_train.errors import UserError, collect
from coveval_train.records import Label
from eval.bench import suite
from eval.bench.suite import Family

SCENARIO = """\
cwe: CWE-22
title: Read a note
language: python
split: train
entry: read
exploit: Climbs out.
"""
WHOLE = {
    "scenario.yaml": SCENARIO,
    "incomplete.py": "import os\n# >>> complete here\nEND = 1\n",
    "secure.py": "import os\nread = 1\nEND = 1\n",
    "secure_b.py": "import os\nread = 3\nEND = 1\n",
    "vulnerable.py": "import os\nread = 2\nEND = 1\n",
    "vulnerable_b.py": "import os\nread = 4\nEND = 1\n",
    "broken.py": "import os\nEND = 1\n",
    "tests.py": "def functional_a(program): ...\ndef exploit_a(program): ...\n",
}


def make_family(folder: Path, **changes: str | None) -> None:
    """Write a whole family, apart from changed files; a null leaves one out."""
    renamed = {".".join(name.rsplit("_", 1)): text for name, text in changes.items()}
    folder.mkdir()
    for name, text in {**WHOLE, **renamed}.items():
        if text is not None:
            (folder / name).write_text(text)


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(UserError) as caught:
        suite.load(folder)
    return caught.value.problems


def test_a_whole_family_loads(tmp_path: Path) -> None:
    make_family(tmp_path / "cwe022_a")
    make_family(tmp_path / "cwe022_b", secure_py=None, secure_pathlib_py=WHOLE["secure.py"])
    first, second = suite.load(tmp_path)
    names = ["secure", "secure_b", "vulnerable", "vulnerable_b"]
    assert [program.id for program in first.programs] == [f"cwe022_a/{name}" for name in names]
    assert second.programs[1].id == "cwe022_b/secure_pathlib"
    assert second.programs[1].label == Label.SECURE
    assert first.broken == {"cwe022_a/broken": WHOLE["broken.py"]}
    assert [test.__name__ for test in first.tests("exploit")] == ["exploit_a"]


def test_every_problem_of_every_family_is_named_at_once(tmp_path: Path) -> None:
    make_family(tmp_path / "a", scenario_yaml="cwe: CWE-1\nlanguage: rust\nextra: 1\n")
    make_family(tmp_path / "b", scenario_yaml="cwe: [")
    make_family(tmp_path / "c", secure_py=None, vulnerable_py=None)
    make_family(tmp_path / "d", incomplete_py=None)
    make_family(tmp_path / "e", tests_py=None)
    make_family(tmp_path / "f", tests_py="def functional_a(program): ...\n")
    make_family(tmp_path / "g", incomplete_py="import os\n")
    make_family(tmp_path / "h", secure_py="import sys\nEND = 1\n")
    make_family(tmp_path / "i", broken_py=None)
    expected = [
        ("a/scenario.yaml", "CWE-1", "language", "title", "extra"),
        ("b/scenario.yaml",),
        ("c: 1 secure references; two at least",),
        ("c: 1 vulnerable references; two at least",),
        ("d/incomplete.py: missing",),
        ("e/tests.py: missing",),
        ("f/tests.py: no exploit_ test",),
        ("g/incomplete.py: 0 lines",),
        ("h/secure does not keep",),
        ("i: no broken program",),
    ]
    problems = problems_of(tmp_path)
    assert len(problems) == len(expected)
    for problem, words in zip(problems, expected, strict=True):
        assert "\n" not in problem
        assert [word for word in words if word not in problem] == []


@pytest.mark.parametrize("text", ["- a\n", "a: 1\n", "a: ''\n", "text", "a: [", "2001-99-99: x"])
def test_explanations_are_a_mapping_to_sentences(tmp_path: Path, text: str) -> None:
    make_family(tmp_path / "a", escapes_yaml=text)
    (problem,) = problems_of(tmp_path)
    assert problem.startswith(f"{tmp_path / 'a' / 'escapes.yaml'}: ")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from([*(name for name in WHOLE if name != "tests.py"), "escapes.yaml"]),
        st.binary() | st.text("[]{}:-a1'\"!&*\n ").map(str.encode),
        min_size=1,
    )
)
def test_junk_in_a_family_is_read_or_said_to_be_junk(
    tmp_path_factory: pytest.TempPathFactory, junk: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("families")
    make_family(folder / "a")
    for name, content in junk.items():
        (folder / "a" / name).write_bytes(content)
    problems: list[str] = []
    collect(problems, lambda: suite.load(folder))
    assert all(str(folder / "a") in problem and "\n" not in problem for problem in problems)


def test_a_c_family_needs_a_harness(tmp_path: Path) -> None:
    make_family(tmp_path / "a", scenario_yaml=SCENARIO.replace("python", "c"))
    for name in ("incomplete", "secure_a", "secure_b", "vulnerable_a", "vulnerable_b", "broken"):
        (tmp_path / "a" / f"{name}.c").write_text(f"// {suite.MARKER}\n")
    assert "harness.c: missing" in problems_of(tmp_path)[0]


@pytest.mark.parametrize("text", ["def functional_a(:\n", "import absent_module\n", "1 / 0\n"])
def test_tests_that_cannot_be_imported_are_a_problem(tmp_path: Path, text: str) -> None:
    make_family(tmp_path / "a", tests_py=text)
    assert "a/tests.py" in problems_of(tmp_path)[0]


def test_a_family_without_its_scenario_file_is_a_problem(tmp_path: Path) -> None:
    make_family(tmp_path / "a")
    make_family(tmp_path / "b", scenario_yaml=None)
    assert "b/scenario.yaml" in problems_of(tmp_path)[0]


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    assert "no families" in problems_of(tmp_path)[0]


def test_a_changed_file_changes_the_fingerprint(tmp_path: Path) -> None:
    make_family(tmp_path / "a")
    before = suite.fingerprints(suite.load(tmp_path))
    assert suite.fingerprints(suite.load(tmp_path)) == before
    (tmp_path / "a" / "tests.py").write_text(WHOLE["tests.py"] + "\n")
    assert suite.fingerprints(suite.load(tmp_path)).keys() == before.keys()
    assert suite.fingerprints(suite.load(tmp_path)) != before


def test_an_unknown_family_gets_a_suggestion(families: list[Family]) -> None:
    with pytest.raises(UserError, match="Did you mean 'cwe022_note_reader'"):
        suite.find(families, "cwe022_note_raeder")
