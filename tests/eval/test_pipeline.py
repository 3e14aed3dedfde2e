import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coveval_train import tables
from coveval_train.records import Request, Response, Verdict
from eval.bench import suite
from eval.sandbox import bubblewrap
from eval.usability import humaneval

COVEVAL = Path(sys.executable).parent / "coveval"
SMALL = [
    "--max-new-tokens",
    "48",
    "--batch-tokens",
    "8000",
    "--cwe",
    "CWE-22",
    "--cwe",
    "CWE-787",
    "--limit",
    "1",
]

needs_sandbox = pytest.mark.skipif(
    bubblewrap.problem() is not None, reason=f"no sandbox: {bubblewrap.problem()}"
)


def line(model: Path, out: Path, *arguments: str) -> list[str]:
    return [str(COVEVAL), "eval", str(model), "--out", str(out), "--json", *SMALL, *arguments]


def run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, timeout=300
    )


def judged(model: Path, out: Path) -> list[str]:
    return line(model, out, "--judge", "executable", "--judge", f"self={model}")


@needs_sandbox
@pytest.mark.slow
def test_a_checkpoint_is_evaluated_on_all_tasks(tiny_model: Path, tmp_path: Path) -> None:
    done = run(judged(tiny_model, tmp_path / "run"))
    assert done.returncode == 0, done.stderr
    scores = json.loads(done.stdout)
    assert [(score["task"], score["judge"]) for score in scores] == [
        ("completion", "executable"),
        ("completion", "self"),
        ("repair", "executable"),
        ("repair", "self"),
        ("detection", "answer"),
        ("classification", "answer"),
        ("judging", "self"),
    ]
    assert all(sum(score["outcomes"].values()) == score["n"] for score in scores)
    assert json.loads((tmp_path / "run/scores.json").read_text()) == scores
    assert "<h1>CoV-Eval report</h1>" in (tmp_path / "run/report.html").read_text()
    compared = run([str(COVEVAL), "compare", str(tmp_path / "run"), "--json"])
    assert json.loads(compared.stdout) == {"runs": {str(tmp_path / "run"): scores}, "pairs": []}


def test_a_run_without_scores_cannot_be_compared(tmp_path: Path) -> None:
    done = run([str(COVEVAL), "compare", str(tmp_path / "a"), str(tmp_path / "b")])
    assert done.returncode == 2
    errors = done.stderr.splitlines()
    assert [error.split(": ")[1] for error in errors] == [
        str(tmp_path / name / "scores.json") for name in "ab"
    ]


@needs_sandbox
@pytest.mark.slow
def test_the_self_loop_asks_about_the_models_own_completions(
    tiny_model: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    command = line(
        tiny_model, out, "--tasks", "self-detection,self-repair", "--judge", "executable"
    )
    first = run(command)
    assert first.returncode == 0, first.stderr
    assert "no completion is a program of known label" in first.stderr
    # A model that learnt nothing writes no programs, so it is given two to go on from.
    families = {family.id: family for family in suite.load()}
    responses = tables.read(out / "responses.jsonl", Response)
    written: dict[str, str] = {}
    for response, label in zip(responses, ("secure", "vulnerable"), strict=True):
        family = families[response.request.split(":")[1].split("/")[0]]
        written[family.id] = next(p.code for p in family.programs if p.label == label)
    given = [
        row.model_copy(update={"text": f"```\n{code}```"})
        for row, code in zip(responses, written.values(), strict=True)
    ]
    tables.write(given, out / "responses.jsonl")
    (out / "verdicts.jsonl").unlink()
    done = run(command)
    assert done.returncode == 0, done.stderr
    by_task = {score["task"]: score for score in json.loads(done.stdout)}
    assert by_task["completion"]["outcomes"] == {
        "secure": 1,
        "vulnerable": 1,
        "unparsed": 0,
        "error": 0,
    }
    assert (by_task["self-detection"]["n"], by_task["self-repair"]["n"]) == (2, 1)
    own = [r for r in tables.read(out / "requests.jsonl", Request) if r.id.startswith("self-det")]
    assert {row.label for row in own} == {"secure", "vulnerable"}
    for request in own:
        assert written[request.family] in request.messages[0].content


@needs_sandbox
@pytest.mark.slow
def test_usability_is_measured_beside_security(tiny_model: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    command = line(tiny_model, out, "--tasks", "usability", "--max-new-tokens", "4")
    assert run(command).returncode == 0
    # A model that learnt nothing passes nothing, so it is given one right answer and one wrong.
    first, second, *others = tables.read(out / "responses.jsonl", Response)
    by_id = {f"usability:{one.task_id}": one for one in humaneval.problems()}
    right = by_id[first.request].prompt + by_id[first.request].canonical_solution
    wrong = by_id[second.request].prompt + "    return 'wrong'\n"
    given = [
        first.model_copy(update={"text": f"```python\n{right}```"}),
        second.model_copy(update={"text": f"```python\n{wrong}```"}),
        *others,
    ]
    tables.write(given, out / "responses.jsonl")
    (out / "verdicts.jsonl").unlink()
    done = run(command)
    assert done.returncode == 0, done.stderr
    (score,) = json.loads(done.stdout)
    assert (score["n"], score["outcomes"]["passed"], score["outcomes"]["failed"]) == (164, 1, 1)
    assert sum(score["outcomes"].values()) == 164
    assert score["metrics"]["pass@1"]["value"] == 1 / 164


@pytest.mark.slow
def test_answers_by_likelihood_are_always_parsed(tiny_model: Path, tmp_path: Path) -> None:
    tasks = ("--tasks", "detection,classification", "--answers", "likelihood")
    done = run(line(tiny_model, tmp_path / "run", *tasks))
    assert done.returncode == 0, done.stderr
    assert [score["outcomes"]["unparsed"] for score in json.loads(done.stdout)] == [0, 0]
    for response in tables.read(tmp_path / "run/responses.jsonl", Response):
        assert response.log_probs
        assert response.text == max(response.log_probs, key=response.log_probs.__getitem__)


@pytest.mark.slow
def test_samples_are_scored_at_1_and_at_all_of_them(tiny_model: Path, tmp_path: Path) -> None:
    sampling = ("--tasks", "completion", "--samples", "3", "--temperature", "0.9")
    done = run(line(tiny_model, tmp_path / "run", *sampling, "--judge", f"vc={tiny_model}"))
    assert done.returncode == 0, done.stderr
    score = json.loads(done.stdout)[0]
    assert (score["n"], score["samples"], sum(score["outcomes"].values())) == (2, 3, 6)
    assert list(score["metrics"]) == ["sr@1", "sr@3"]
    responses = tables.read(tmp_path / "run/responses.jsonl", Response)
    assert len({response.text for response in responses}) == 6


def test_samples_without_temperature_are_a_mistake(tiny_model: Path, tmp_path: Path) -> None:
    (found,) = problems(str(tiny_model), "--out", str(tmp_path / "run"), "--samples", "3")
    assert "--samples: greedy answers are all the same" in found


@needs_sandbox
@pytest.mark.slow
def test_a_killed_evaluation_goes_on_to_the_same_scores(tiny_model: Path, tmp_path: Path) -> None:
    whole = run(judged(tiny_model, tmp_path / "whole"))
    assert whole.returncode == 0, whole.stderr
    out = tmp_path / "killed"
    for file in ("responses.jsonl", "verdicts.jsonl"):
        process = subprocess.Popen(
            judged(tiny_model, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while not ((out / file).exists() and (out / file).stat().st_size):
            assert process.poll() is None, "it ended before it could be killed"
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not (out / "scores.json").exists()
        # As if the kill had come in the middle of a write.
        with (out / file).open("a") as torn:
            torn.write('{"request": "comp')
    resumed = run(judged(tiny_model, out))
    assert resumed.returncode == 0, resumed.stderr
    assert json.loads(resumed.stdout) == json.loads(whole.stdout)
    for file, kind in (("responses.jsonl", Response), ("verdicts.jsonl", Verdict)):
        expected, found = (
            sorted(row.model_dump_json() for row in tables.read(folder / file, kind))
            for folder in (tmp_path / "whole", out)
        )
        assert found == expected


@pytest.mark.slow
def test_detection_needs_no_sandbox(tiny_model: Path, tmp_path: Path) -> None:
    done = run(line(tiny_model, tmp_path / "run", "--tasks", "detection"), PATH="")
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_other_settings_are_refused(tiny_model: Path, tmp_path: Path) -> None:
    command = line(tiny_model, tmp_path / "run", "--tasks", "detection")
    assert run(command).returncode == 0
    changed = run([*command, "--temperature", "0.6"])
    assert changed.returncode == 2
    assert "holds a run with other settings (decoding:" in changed.stderr


def problems(*arguments: str, **environment: str) -> list[str]:
    done = run([str(COVEVAL), "eval", *arguments], **environment)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "Loading weights" not in done.stderr
    return [error for error in done.stderr.splitlines() if error.startswith("error:")]


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    found = problems("./absent", "--out", str(tmp_path), "--tasks", "detecton", "--cwe", "CWE-221")
    assert len(found) == 3
    assert "unknown task 'detecton'. Did you mean 'detection'?" in found[0]
    assert "unknown CWE 'CWE-221'. Did you mean 'CWE-22'?" in found[1]
    assert "./absent: no such model folder" in found[2]


def test_a_model_without_tokenizer_is_named(tiny_model: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    for name in ("config.json", "model.safetensors"):
        (bare / name).symlink_to(tiny_model / name)
    found = problems(str(bare), "--out", str(tmp_path / "run"))
    assert len(found) == 1
    assert f"{bare}: no tokenizer" in found[0]


def test_an_unwritable_folder_is_named(tiny_model: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = problems(str(tiny_model), "--out", str(tmp_path / "file/run"))
    assert len(found) == 1
    assert f"{tmp_path / 'file/run'}: cannot write there" in found[0]


def test_without_bubblewrap_it_says_what_still_works(tiny_model: Path, tmp_path: Path) -> None:
    found = problems(str(tiny_model), "--out", str(tmp_path / "run"), PATH="")
    assert len(found) == 1
    assert "bubblewrap (bwrap) is not on PATH" in found[0]
    assert "detection and classification do" in found[0]


def test_a_malformed_response_is_named_by_line(tiny_model: Path, tmp_path: Path) -> None:
    command = line(tiny_model, tmp_path / "run", "--tasks", "detection")
    assert run(command).returncode == 0
    with (tmp_path / "run/responses.jsonl").open("a") as file:
        file.write('{"request": 3}\n')
    last = len((tmp_path / "run/responses.jsonl").read_text().splitlines())
    done = run(command)
    assert done.returncode == 2
    assert f"{tmp_path / 'run/responses.jsonl'}:{last}: request: " in done.stderr
