"""The commands as a person calls them: the console script in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eval.bench import suite
from eval.bench.suite import Family

COVEVAL = Path(sys.executable).parent / "coveval"
NOTES = suite.FAMILIES / "cwe022_note_reader"


def coveval(*arguments: str | Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    # Strict, as standard output is in every locale but C.
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8:strict"}
    if path:
        environment["PATH"] = str(path)
    return subprocess.run(
        [COVEVAL, *arguments], capture_output=True, text=True, env=environment, timeout=120
    )


def test_list_names_every_family(families: list[Family]) -> None:
    done = coveval("bench", "list", "--json")
    rows = json.loads(done.stdout)
    assert done.returncode == 0
    assert [row["family"] for row in rows] == [family.id for family in families]
    assert rows[0].keys() == {"family", *suite.ScenarioFile.model_fields}


def test_list_is_a_table_for_people() -> None:
    done = coveval("bench", "list")
    assert done.returncode == 0
    assert "CWE-798" in done.stdout


def test_show_gives_the_scenario_and_every_reference() -> None:
    record = json.loads(coveval("bench", "show", NOTES.name, "--json").stdout)
    assert record["scenario"]["code"] == (NOTES / "incomplete.py").read_text()
    codes = {program["id"].split("/")[1]: program["code"] for program in record["programs"]}
    assert codes.keys() >= {"secure_commonpath", "secure_walk", "vulnerable_prefix"}
    assert codes["vulnerable_join"] == (NOTES / "vulnerable_join.py").read_text()


def test_an_unknown_family_is_one_line_with_a_suggestion() -> None:
    done = coveval("bench", "show", "cwe022_note_raeder")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "error: unknown family 'cwe022_note_raeder'. Did you mean 'cwe022_note_reader'?"
    ]


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("name", ["secure_walk", "vulnerable_prefix"])
def test_run_judges_a_file(name: str) -> None:
    done = coveval("bench", "run", NOTES.name, NOTES / f"{name}.py", "--json")
    result = json.loads(done.stdout)
    assert done.returncode == 0
    assert (result["built"], result["works"]) == (True, True)
    assert result["outcome"] == name.split("_")[0]
    assert {test["status"] for test in result["functional"]} == {"passed"}


@pytest.mark.usefixtures("sandbox")
def test_run_takes_a_file_that_is_not_text(tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_bytes(b"\x7fELF\xff\x00[bold]")
    done = coveval("bench", "run", NOTES.name, file)
    assert done.returncode == 0
    assert "outcome: error, works: False" in done.stdout


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_run_shows_a_message_that_is_not_valid_text(tmp_path: Path, flags: list[str]) -> None:
    file = tmp_path / "program.py"
    file.write_text("def read_note(name): raise ValueError('\\udc80')")
    done = coveval("bench", "run", NOTES.name, file, *flags)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


def test_run_without_a_file_names_it(tmp_path: Path) -> None:
    done = coveval("bench", "run", NOTES.name, tmp_path / "absent.py")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [f"error: {tmp_path}/absent.py: no such file"]


@pytest.mark.usefixtures("sandbox")
def test_verify_proves_a_family() -> None:
    done = coveval("bench", "verify", NOTES.name, "--json")
    rows = json.loads(done.stdout)
    assert done.returncode == 0
    assert all(row["proven"] for row in rows)
    labels = [row["label"] for row in rows]
    assert labels == sorted(labels, key=["secure", "vulnerable", "broken"].index)
    assert {row["label"]: row["works"] for row in rows} == {
        "secure": True,
        "vulnerable": True,
        "broken": False,
    }


@pytest.mark.parametrize(
    "command", [["verify"], ["run", NOTES.name, str(NOTES / "secure_walk.py")]]
)
def test_without_bubblewrap_one_line_says_what_still_works(
    tmp_path: Path, command: list[str]
) -> None:
    done = coveval("bench", *command, path=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: bubblewrap (bwrap) is not on PATH; install it with")
    assert line.endswith("training, data building, detection and classification do")
