"""A domain from its source to the drop, by the commands that people call."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COVEVAL = Path(sys.executable).parent / "coveval"
PROGRAM = "int at(int *a, int i) {\n    return a[i];\n}\n"
FIXED = "int at(int *a, int i) {\n    return i < 4 ? a[i] : 0;\n}\n"

pytestmark = pytest.mark.slow


def call(*words: object) -> subprocess.CompletedProcess[str]:
    line = [str(word) for word in (COVEVAL, *words)]
    return subprocess.run(
        line,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=os.environ | {"COVEVAL_REGISTRY": ""},
    )


@pytest.fixture(scope="module")
def domain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("domain")
    rows = [
        {
            "func_src_before": PROGRAM.replace("at", f"at{number}"),
            "func_src_after": FIXED.replace("at", f"at{number}"),
            "commit_link": f"github.com/owner/repo{number}/commit/a",
            "file_name": "a.c",
            "vul_type": "cwe-125",
            "split": "val" if number else "train",
        }
        for number in range(3)
    ]
    file = folder / "pairs.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    source = ("--source", f"sven:{file},val")
    done = call("data", "domain", *source, "--out", folder / "mine")
    assert done.returncode == 0, done.stderr
    assert "of the split train" in done.stdout
    windows = ("--longest", 40, "--long", "window", "--out", folder / "windows")
    assert call("data", "domain", *source, *windows).returncode == 0
    return folder / "mine"


def test_a_model_and_judges_drop_from_one_benchmark_to_another(
    domain: Path, tiny_model: Path, tmp_path: Path
) -> None:
    asked = ("--tasks", "detection,classification,repair", "--answers", "likelihood")
    asked += ("--max-new-tokens", "8", "--judge", "flawfinder", "--judge", f"vc={tiny_model}")
    home, away = tmp_path / "home", tmp_path / "away"
    done = call("eval", tiny_model, *asked, "--cwe", "CWE-125", "--limit", 1, "--out", home)
    assert done.returncode == 0, done.stderr
    done = call("eval", tiny_model, *asked, "--bench", f"domain:{domain}", "--out", away, "--json")
    assert done.returncode == 0, done.stderr
    pairs = {row["judge"]: row for row in json.loads(done.stdout) if row["task"].endswith("pairs")}
    assert set(pairs) == {"answer", "flawfinder", "vc", "any", "majority"}
    assert all(row["n"] == sum(row["outcomes"].values()) == 2 for row in pairs.values())
    assert "pair_ranked" in pairs["vc"]["metrics"]

    done = call("drop", home, away, "--out", tmp_path / "report", "--json")
    assert done.returncode == 0, done.stderr
    [found] = json.loads(done.stdout)["domains"]
    assert found["name"] == "domain:mine"
    told = {(one["task"], one["judge"]) for one in found["drops"]}
    assert {("detection", "answer"), ("classification", "answer"), ("repair", "vc")} <= told
    assert all(one["shared"] == 1 for one in found["drops"])
    page = (tmp_path / "report/drop.html").read_text()
    assert page.count("<svg") == len(found["drops"])


def test_windows_are_asked_about_and_programs_are_scored(
    domain: Path, tiny_model: Path, tmp_path: Path
) -> None:
    windows = domain.with_name("windows")
    asked = ("--tasks", "detection,classification", "--answers", "likelihood")
    asked += ("--bench", f"domain:{windows}", "--judge", "flawfinder", "--json")
    done = call("eval", tiny_model, *asked, "--out", tmp_path / "run")
    assert done.returncode == 0, done.stderr
    n = {(row["task"], row["judge"]): row["n"] for row in json.loads(done.stdout)}
    assert n == {
        ("detection", "answer"): 4,
        ("detection pairs", "answer"): 2,
        ("classification", "answer"): 4,
        ("judging", "flawfinder"): 4,
        ("judging pairs", "flawfinder"): 2,
    }
    requests = (tmp_path / "run/requests.jsonl").read_text().splitlines()
    assert len(requests) > 3 * 4


def test_a_domain_is_counted(domain: Path) -> None:
    found = json.loads(call("bench", "stats", "--bench", f"domain:{domain}", "--json").stdout)
    assert found["totals"]["programs"] == 4


def test_judges_alone_drop_too(domain: Path, tmp_path: Path) -> None:
    home, away = tmp_path / "home", tmp_path / "away"
    judges = ("judge", "agree", "--judge", "flawfinder")
    assert call(*judges, "--cwe", "CWE-125", "--out", home).returncode == 0
    done = call(*judges, "--bench", f"domain:{domain}", "--out", away)
    assert "pair_correct" in done.stdout
    done = call("drop", home, away)
    assert done.returncode == 0, done.stderr
    assert "judging" in done.stdout


def test_prompts_of_a_domain_are_completed(tiny_model: Path, tmp_path: Path) -> None:
    prompt = "import os\n\ndef run(name):\n    '''run it'''"
    row = {
        "ID": "CWE-078_a_1.py",
        "Prompt": prompt,
        "Insecure_code": f"{prompt}\n    os.system(name)",
    }
    file = tmp_path / "dataset.jsonl"
    file.write_text(json.dumps(row) + "\n")
    domain = tmp_path / "prompts"
    assert (
        call("data", "domain", "--source", f"securityeval:{file}", "--out", domain).returncode == 0
    )
    asked = ("--bench", f"domain:{domain}", "--tasks", "completion", "--max-new-tokens", "8")
    done = call(
        *("eval", tiny_model, *asked, "--judge", f"vc={tiny_model}", "--out", tmp_path / "run"),
        "--json",
    )
    assert done.returncode == 0, done.stderr
    by_task = {row["task"]: row for row in json.loads(done.stdout)}
    assert by_task["completion"]["n"] == 1
    assert by_task["judging"]["n"] == 1


def test_what_a_domain_lacks_is_told_before_a_model_loads(domain: Path, tmp_path: Path) -> None:
    bench = ("--bench", f"domain:{domain}", "--out", tmp_path / "run")
    done = call("eval", "nowhere", *bench)
    assert done.returncode == 2
    assert "has no tests to run" in done.stderr
    done = call("eval", "nowhere", "--bench", f"domain:{tmp_path}", "--out", tmp_path / "run")
    assert "no domain" in done.stderr
    assert "'coveval data domain' writes them" in done.stderr
