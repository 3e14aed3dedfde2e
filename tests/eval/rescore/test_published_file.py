"""`coveval rescore` on published answers, and on small files made like them."""

import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

COVEVAL = Path(sys.executable).parent / "coveval"
SHARED = Path(__file__).parents[4] / "shared" / "data"
SAMPLE = SHARED / "published_sample"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published dataset, unpacked."""
    archive = SHARED / "coveval_v1.tar.gz"
    if not archive.exists():
        pytest.skip(f"{archive} is not there")
    folder = tmp_path_factory.mktemp("coveval")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [str(COVEVAL), "rescore", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def rescored(*arguments: object) -> dict[str, Any]:
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.official
def test_official_figures_come_out_to_the_last_digit(clone: Path) -> None:
    file = SAMPLE / "detection_llama3.1-8b_sample.json"
    found = rescored(
        file, "--bench", f"official:{clone}", "--task", "detection", "--rules", "official"
    )
    published = json.loads((SAMPLE / "detection_llama3.1-8b_sample_scores.json").read_text())
    assert {name: found[name] for name in published} == published


@pytest.mark.official
def test_strict_rules_undo_the_substring_matches(clone: Path) -> None:
    file = SAMPLE / "detection_llama3.1-8b_sample.json"
    found = rescored(
        file, "--bench", f"official:{clone}", "--task", "classification", "--rules", "strict"
    )
    inside = [change for change in found["changes"] if " inside " in change["why"]]
    assert {(change["official"], change["strict"]) for change in inside} == {
        ("CWE-79", "CWE-798"),
        ("CWE-20", "CWE-200"),
    }
    assert len(inside) == 10
    (score,) = found["scores"]
    assert sum(score["outcomes"].values()) == found["n"] == 120


@pytest.mark.official
def test_swapping_the_readers_makes_every_completion_safe() -> None:
    file = SAMPLE / "completion_qwen2.5-7b.json"
    found = rescored(file, "--task", "completion", "--rules", "official")
    assert found["sr@1"] == found["sr@1_unless_no"] == 33 / 54
    assert found["sr@1_if_unsafe"] == 1
    strict = rescored(file, "--task", "completion", "--rules", "strict")
    assert (strict["secure"], strict["unparsed"]) == (33 / 54, 0)


@pytest.mark.official
def test_answers_about_other_programs_and_doubles_are_all_named(
    clone: Path, tmp_path: Path
) -> None:
    answers = json.loads(
        "["
        + (SAMPLE / "detection_llama3.1-8b_sample.json").read_text().strip().replace("}{", "},{")
        + "]"
    )[:2]
    strange = answers[0] | {"source_code_id": "mine.c"}
    (tmp_path / "bad.json").write_text(json.dumps([*answers, strange, answers[1]]))
    done = run(
        *(tmp_path / "bad.json", "--bench", f"official:{clone}"),
        *("--task", "detection", "--rules", "strict"),
    )
    assert done.returncode == 2
    first, second = done.stderr.splitlines()
    assert first.endswith("answer 3: the benchmark has no program mine.c")
    assert "answer 4: a second one about" in second


def test_a_result_file_needs_the_benchmark(tmp_path: Path) -> None:
    row = {"vul_type_id": "cwe-22", "source_code_id": "a", "source_code": "", "response": "No"}
    (tmp_path / "file.json").write_text(json.dumps([row]))
    done = run(tmp_path / "file.json", "--task", "detection", "--rules", "strict")
    assert done.returncode == 2
    assert "add --bench official:DIR" in done.stderr


def test_programs_without_a_judge_are_a_problem(tmp_path: Path) -> None:
    row = {"vul_type_id": "cwe-22", "source_code_id": "a", "source_code": "", "response": "int x;"}
    (tmp_path / "file.json").write_text(json.dumps([row]))
    done = run(tmp_path / "file.json", "--task", "completion", "--rules", "strict")
    assert done.returncode == 2
    assert "answer 1: no verdict (vul_eval)" in done.stderr
