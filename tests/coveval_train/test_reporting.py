import json
from pathlib import Path

import pytest

from coveval_train import reporting


def test_figures_go_to_the_file_of_whoever_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(reporting.METRICS_FILE, raising=False)
    reporting.report({"loss": 2.0}, 1)
    path = tmp_path / "metrics.jsonl"
    monkeypatch.setenv(reporting.METRICS_FILE, str(path))
    reporting.report({"loss": 1.5}, 1)
    reporting.report({"loss": 1.0, "score": 0.5}, 2)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert rows == [{"step": 1, "loss": 1.5}, {"step": 2, "loss": 1.0, "score": 0.5}]
