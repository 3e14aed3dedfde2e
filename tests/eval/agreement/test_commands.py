"""`coveval judge agree` on the benchmark's programs, on a run, and with people's labels."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from coveval_train import tables
from coveval_train.records import Outcome, Task, Verdict
from coveval_train.runs import RunFolder
from eval.bench.benchmark import Benchmark
from eval.tasks import requests

COVEVAL = Path(sys.executable).parent / "coveval"
FEW = ("--cwe", "CWE-89")
MakeRun = Callable[[list[Verdict], Sequence[Task]], RunFolder]


def agree(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [str(COVEVAL), "judge", "agree", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


@pytest.fixture
def judged_run(eval_bench: Benchmark, run_folder: MakeRun) -> RunFolder:
    """A run whose completions were executed, every other one secure, and all called safe by vc."""
    asked = requests.build(eval_bench, [Task.COMPLETION])
    outcomes = [Outcome.SECURE, Outcome.VULNERABLE]
    executed = [
        Verdict(request=row.id, judge="executable", outcome=outcomes[index % 2])
        for index, row in enumerate(asked)
    ]
    vc = [
        Verdict(request=row.id, judge="vc", outcome=Outcome.SECURE, p_vulnerable=0.2)
        for row in asked
    ]
    return run_folder([*executed, *vc], [Task.COMPLETION])


@pytest.mark.slow
def test_a_model_is_compared_on_programs_of_known_label(tiny_model: Path, tmp_path: Path) -> None:
    command = ("--judge", f"vc={tiny_model}", "--out", tmp_path / "agree", *FEW, "--json")
    first, again = agree(*command), agree(*command)
    assert first.returncode == 0, first.stderr
    assert first.stdout == again.stdout
    (found,) = json.loads(first.stdout)
    assert (found["judge"], found["families"]) == ("vc", 3)
    assert set(found["metrics"]) >= {"consistency", "diff", "kappa", "roc_auc", "ece"}
    assert sum(one["n"] for one in found["reliability"]) == found["n"]


def test_a_runs_judges_are_compared_with_its_executions(judged_run: RunFolder) -> None:
    done = agree(judged_run.path, "--json")
    assert done.returncode == 0, done.stderr
    found = {one["judge"]: one for one in json.loads(done.stdout)}
    assert set(found) == {"vc"}
    assert found["vc"]["metrics"]["consistency"]["value"] == 0.5
    assert found["vc"]["metrics"]["diff"]["value"] == 0.5
    assert found["vc"]["metrics"]["roc_auc"]["value"] == 0.5
    assert found["vc"]["metrics"]["ece"]["value"] == pytest.approx(0.3)
    assert len(found["vc"]["disagreements"]) == 27


def test_peoples_labels_take_the_place_of_the_executions(
    judged_run: RunFolder, eval_bench: Benchmark, tmp_path: Path
) -> None:
    asked = requests.build(eval_bench, [Task.COMPLETION])[:4]
    labels = tmp_path / "labels.csv"
    rows = [
        f"{row.id},{word}" for row, word in zip(asked, ("safe",) * 3 + ("Unsafe",), strict=True)
    ]
    labels.write_text("\n".join(["request,label", *rows]))
    done = agree(judged_run.path, "--labels", labels, "--json")
    assert done.returncode == 0, done.stderr
    found = {one["judge"]: one for one in json.loads(done.stdout)}
    assert (found["vc"]["n"], found["vc"]["metrics"]["consistency"]["value"]) == (4, 0.75)


def test_bad_labels_are_all_named_by_their_line(judged_run: RunFolder, tmp_path: Path) -> None:
    known = next(line for line in judged_run.requests.read_text().splitlines())
    name = json.loads(known)["id"]
    labels = tmp_path / "labels.csv"
    labels.write_text(f"request,label\n{name},fine\nnobody,safe\n{name},safe\n{name},unsafe\n")
    done = agree(judged_run.path, "--labels", labels)
    assert done.returncode == 2
    assert [line.split(": ")[1].rsplit(":", 1)[1] for line in done.stderr.splitlines()] == [
        "2",
        "3",
        "5",
    ]


def test_it_says_what_it_needs(tmp_path: Path) -> None:
    done = agree("--judge", "executable")
    assert done.returncode == 2
    assert "name a finished RUN, or at least one --judge and --out FOLDER" in done.stderr


@pytest.mark.slow
def test_a_calibrated_judge_judges_by_its_threshold(tiny_model: Path, tmp_path: Path) -> None:
    judge = tmp_path / "judge"
    shutil.copytree(tiny_model, judge)
    built = subprocess.run(
        [str(COVEVAL), "data", "build", "vcjudge", "--source", "embedded", "--out", str(tmp_path)],
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    # The tiny model reads byte by byte, so it is spared most of them.
    rows = (tmp_path / "validation.jsonl").read_text().splitlines()
    judgments = [row for row in rows if '"kind":"judgment"' in row]
    data = tmp_path / "few.jsonl"
    data.write_text("\n".join(judgments[:8]))
    done = subprocess.run(
        [str(COVEVAL), "judge", "calibrate", str(judge), "--data", str(data), "--json"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["balanced_accuracy"] >= 0.5
    command = ("--judge", f"vc={judge}", "--out", tmp_path / "agree", *FEW, "--json")
    assert agree(*command).returncode == 0
    verdicts = tables.read(tmp_path / "agree/verdicts.jsonl", Verdict)
    assert {
        (row.p_vulnerable or 0) >= found["threshold"] for row in verdicts if row.outcome == "secure"
    } <= {False}
