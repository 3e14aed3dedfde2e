"""Judges by name, and those that judge in words."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coveval_train import tables
from coveval_train.errors import UserError
from coveval_train.records import Verdict
from eval import judges

COVEVAL = Path(sys.executable).parent / "coveval"


def test_a_judge_is_told_by_its_name(tiny_model: Path) -> None:
    url = "http://localhost:8000/v1"
    named = [f"vc={tiny_model}", f"thinks={tiny_model},words", f"far={url},big/model,THE_KEY"]
    found = judges.parse([*named, f"{url},other"], 1000)
    assert list(found.models) == ["vc", "thinks", "far", "other"]
    assert [one.in_words for one in found.models.values()] == [False, True, True, True]
    far = found.models["far"].model
    assert (str(far), far.key_variable) == (f"big/model at {url}", "THE_KEY")  # type: ignore[union-attr]
    prints = found.fingerprints()
    assert prints["thinks"] == prints["vc"] + " in words"


def test_how_a_judge_is_asked_ends_its_name(tiny_model: Path) -> None:
    url = "http://localhost:8000/v1"
    named = [f"few={tiny_model},few-shot", f"why={tiny_model},analysis"]
    found = judges.parse([*named, f"said={tiny_model},words,few-shot", f"{url},m,few-shot"], 1000)
    assert [(one.in_words, one.wording) for one in found.models.values()] == [
        (False, "few-shot"),
        (True, "analysis"),
        (True, "few-shot"),
        (True, "few-shot"),
    ]
    assert len(set(found.fingerprints().values())) == 4


def test_every_judge_that_is_not_one_is_named(tiny_model: Path) -> None:
    names = ["./absent", "http://localhost/v1", f"a={tiny_model}", f"a={tiny_model}"]
    with pytest.raises(UserError) as error:
        judges.parse([*names, f"majority={tiny_model}"], 1000)
    absent, no_model, twice, taken = error.value.problems
    assert "./absent: no such model folder" in absent
    assert "http://localhost/v1: no model; write URL,MODEL" in no_model
    assert "a is another judge's name" in twice
    assert "majority is another judge's name" in taken


def test_judgments_in_words_are_read_strictly(serve: Callable[..., Any], tmp_path: Path) -> None:
    said = {"strict": "<think>safe?</think>**Unsafe**", "lax": "safe", "vague": "I am not sure"}
    command = [str(COVEVAL), "judge", "agree", "--out", str(tmp_path / "run"), "--json"]
    for name, text in said.items():
        server = serve(lambda question, before, text=text: answer(text))
        command += ["--judge", f"{name}={server.url},m"]
    done = subprocess.run(
        [*command, "--cwe", "CWE-787"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    found = {one["judge"]: one for one in json.loads(done.stdout)}
    assert list(found) == ["strict", "lax", "vague", "any", "majority"]
    n = found["lax"]["n"]
    counted = {name: {k: v for k, v in one["outcomes"].items() if v} for name, one in found.items()}
    assert counted == {
        "strict": {"vulnerable": n},
        "lax": {"secure": n},
        "vague": {"unparsed": n},
        "any": {"vulnerable": n},
        "majority": {"secure": n},
    }
    verdicts = tables.read(tmp_path / "run/verdicts.jsonl", Verdict)
    assert {row.detail for row in verdicts} == set(said.values())


def answer(text: str) -> tuple[int, object, dict[str, str]]:
    message = {"role": "assistant", "content": text}
    return 200, {"choices": [{"message": message, "finish_reason": "stop"}]}, {}
