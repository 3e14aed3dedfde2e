"""Whole evaluations of a model behind a real server."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from coveval_train import tables
from coveval_train.records import Response, Verdict
from eval.sandbox import bubblewrap
from tests.model_server import kill

COVEVAL = Path(sys.executable).parent / "coveval"


@pytest.mark.slow
@pytest.mark.skipif(bubblewrap.problem() is not None, reason=f"no sandbox: {bubblewrap.problem()}")
def test_a_run_goes_on_though_its_server_is_killed_and_restarted(
    lively_model: Path,
    port: int,
    start_server: Callable[[], subprocess.Popen[bytes]],
    tmp_path: Path,
) -> None:
    url = f"http://127.0.0.1:{port}/v1"

    def command(out: Path) -> list[str]:
        served = ["--served", str(lively_model), "--concurrency", "2", "--max-new-tokens", "64"]
        few = ["--cwe", "CWE-22", "--cwe", "CWE-787", "--limit", "2", "--judge", "executable"]
        return [str(COVEVAL), "eval", url, "--out", str(out), *served, *few, "--json"]

    server = start_server()
    responses = tmp_path / "cut" / "responses.jsonl"
    run = subprocess.Popen(
        command(tmp_path / "cut"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        while not responses.exists() or len(responses.read_text().splitlines()) < 3:
            assert run.poll() is None, run.stderr and run.stderr.read()
            time.sleep(0.02)
        kill(server)
        answered = len(tables.read_appended(responses, Response))
        start_server()
        cut, said = run.communicate(timeout=240)
    finally:
        run.send_signal(signal.SIGKILL)
    assert run.returncode == 0, said
    assert json.loads((tmp_path / "cut/endpoint_failures.json").read_text())["connection"] >= 1
    whole = subprocess.run(
        command(tmp_path / "whole"), capture_output=True, text=True, timeout=240, check=True
    )
    assert json.loads(cut) == json.loads(whole.stdout)
    assert json.loads((tmp_path / "whole/endpoint_failures.json").read_text()) == {}
    expected, found = (
        {row.key: row for row in tables.read(tmp_path / name / "responses.jsonl", Response)}
        for name in ("whole", "cut")
    )
    assert answered < len(found)
    assert found == expected
    verdicts = tables.read(tmp_path / "cut/verdicts.jsonl", Verdict)
    assert len({(row.judge, *row.key) for row in verdicts}) == len(verdicts)
