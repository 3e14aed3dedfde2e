import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.eval.ablation.conftest import change

COVEVAL = Path(sys.executable).parent / "coveval"


def report(*words: object) -> subprocess.CompletedProcess[str]:
    line = [str(word) for word in (COVEVAL, "sweep", "report", *words)]
    return subprocess.run(line, capture_output=True, text=True, timeout=300)


@pytest.mark.slow
def test_the_report_is_written(write_trials: Callable[..., Path], tmp_path: Path) -> None:
    folder = write_trials()
    change(folder, 3, state="failed", reason="<b>out of memory</b> | really")
    out = tmp_path / "report"
    words = (folder, "--out", out, "--recommend", "completion/secure", "--floor", "usability=0.15")
    done = report(*words, "--json")
    assert done.returncode == 0, done.stderr
    titles = [section["title"] for section in json.loads(done.stdout)["sections"]]
    assert {"Means", "Scheffé models, plain", "Trials that failed"} <= set(titles)
    page = (out / "report.html").read_text()
    assert "<b>out of memory" not in page
    # Two fronts, and of six responses the four faces of the simplex.
    assert page.count("<svg") == 2 + 6 * 4
    text = (out / "report.md").read_text()
    assert "## Recommended mixture, plain" in text
    assert "&lt;b&gt;out of memory&lt;/b&gt; \\| really" in text
    rows = list(csv.DictReader((out / "trials.csv").read_text().splitlines()))
    assert len(rows) == 19 * 3
    assert sum(row["state"] == "failed" for row in rows) == 1


def test_what_is_wrong_is_said_at_once(write_trials: Callable[..., Path], tmp_path: Path) -> None:
    words = (write_trials(seeds=1), "--out", tmp_path, "--minimum", "x=0.1", "--floor", "usability")
    done = report(*words)
    assert done.returncode == 2
    assert "no source is called 'x'" in done.stderr
    assert "'usability' is not RESPONSE=VALUE" in done.stderr
    assert "there are no trials in it" in report(tmp_path / "none", "--out", tmp_path).stderr
