"""Judges of answers, as real as they are: Bandit and Semgrep, and a model behind an endpoint."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from coveval_train import tables
from coveval_train.errors import UserError
from coveval_train.llm import batching
from coveval_train.records import Label, Program
from data_gen import build, screening
from data_gen.card import Choices
from data_gen.screening import Rejected, Screen
from data_gen.sources import Completion, Exchange, Fix, Item
from eval import judges
from tests.chat_server import Reply, Server

Serve = Callable[..., Server]
SHELL = "import subprocess\n\ndef run(line):\n    subprocess.call(line, shell=True)\n"
SAFE = "def add(first, second):\n    return first + second\n"
FILES = ("train.jsonl", "validation.jsonl", "rejected.jsonl", "card.json", "README.md")


def exchange(name: str, answer: str) -> Exchange:
    return Exchange(name, "Write it.", answer, f"family/{name}", "test")


def completion(name: str, code: str, source: str = "judge") -> Completion:
    return Completion(program(name, code, source), "# >>> complete here")


def program(name: str, code: str, source: str = "judge", label: str = "secure") -> Program:
    return Program(
        id=name,
        family=f"family/{name}",
        cwe="CWE-89",
        language="python",
        split="train",
        code=code,
        label=Label(label),
        label_source=source,  # type: ignore[arg-type]
        origin="test",
    )


def screen(folder: Path, *names: str) -> Screen:
    return Screen(judges.parse(names, batching.BUDGET), folder / "opinions.jsonl")


def passing(screen: Screen, *items: Item) -> list[Item]:
    return list(screen.passing(items))


def said(content: str) -> Reply:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}}
    usage = {"completion_tokens": 3}
    return 200, {"choices": [choice | {"finish_reason": "stop"}], "usage": usage}, {}


def suspicious(question: str, before: int) -> Reply:
    """Suspect whatever calls a shell of CWE-78, and be sure of it; doubt what divides."""
    if question.startswith("Which of these weaknesses"):
        code = question.split("```")[1]
        return said("CWE-78" if "subprocess" in code or "/" in code else "none")
    return said("unsafe" if "subprocess" in question else "hard to tell")


def test_what_an_analyser_calls_vulnerable_is_left_out_and_kept_apart(tmp_path: Path) -> None:
    found = screen(tmp_path, "bandit")
    prose = exchange("prose", "Seven.")
    fenced = exchange("fenced", f"Here:\n```python\n{SAFE}```\nand\n```\n{SHELL}```")
    kept = passing(found, exchange("bad", SHELL), exchange("good", SAFE), prose, fenced)
    known = [(item.id, item.judged, item.language) for item in kept if isinstance(item, Exchange)]
    assert known == [("good", True, "python"), ("prose", False, None)]
    assert [(row.item, row.code) for row in found.rejected] == [("bad", SHELL), ("fenced", SHELL)]
    assert "CWE-78" in found.rejected[0].judges["bandit"]
    result = found.result()
    assert (result.judged, result.not_judged, result.rejected) == (3, 1, 2)
    assert result.by_judge["bandit"] == screening.Share(asked=4, vulnerable=2, undecided=0)


def test_of_a_known_weakness_findings_of_others_say_nothing(tmp_path: Path) -> None:
    found = screen(tmp_path, "bandit")
    query = (
        "def find(db, name):\n    return db.execute(\"SELECT * FROM t WHERE a = '%s'\" % name)\n"
    )
    bad, other = completion("bad", query), completion("other", SHELL)
    proven = completion("proven", query, "executed")
    assert passing(found, bad, other, proven) == [other, proven]
    fix = Fix(program("b", SAFE, "commit", "vulnerable"), program("s", query, "commit"))
    assert passing(found, fix, fix.vulnerable) == [fix.vulnerable]


def test_a_completion_that_no_judge_reads_is_left_out(tmp_path: Path) -> None:
    found = screen(tmp_path, "bandit")
    torn = completion("torn", "def f(:")
    in_c = completion("c", "int f(void) { return 0; }")
    in_c = replace(in_c, program=in_c.program.model_copy(update={"language": "c"}))
    assert passing(found, torn, in_c, completion("good", SAFE)) == [completion("good", SAFE)]
    assert [(row.item, row.judges) for row in found.rejected] == [("torn", {}), ("c", {})]


def test_an_answer_that_names_no_class_is_no_judgment(serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda question, before: said("I cannot say."))
    found = screen(tmp_path, f"model={server.url},model")
    (kept,) = passing(found, exchange("vague", SAFE))
    assert isinstance(kept, Exchange) and not kept.judged
    assert found.result().by_judge["model"] == screening.Share(1, vulnerable=0, undecided=1)


def test_a_model_names_the_likeliest_weakness_and_then_judges(serve: Serve, tmp_path: Path) -> None:
    server = serve(suspicious)
    name = f"model={server.url},model"
    half = exchange("half", "def half(x):\n    return x / 2\n")
    items = (exchange("bad", SHELL), exchange("good", SAFE), half)
    found = screen(tmp_path, name)
    assert [item.id for item in passing(found, *items) if isinstance(item, Exchange)] == [
        "good",
        "half",
    ]
    assert found.rejected[0].judges == {"model": "CWE-78"}
    assert found.result().by_judge["model"] == screening.Share(3, vulnerable=1, undecided=1)
    asked = len(server.seen)
    assert asked == 3 + 2
    again = screen(tmp_path, name)
    assert passing(again, *items) == passing(screen(tmp_path, name), *items)
    assert again.result() == found.result()
    assert len(server.seen) == asked


def test_judges_that_cannot_judge_here_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there are no tests"):
        screening.require(judges.parse(["executable"], batching.BUDGET))


def rows(path: Path, count: int) -> Path:
    answers = [SHELL, SAFE, "No code."]
    path.write_text(
        "".join(
            json.dumps(
                {"instruction": f"Task {number}", "output": f"{answers[number % 3]}# {number}\n"}
            )
            + "\n"
            for number in range(count)
        )
    )
    return path


def test_completions_of_a_model_need_a_judge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = completion("c", SAFE)
    monkeypatch.setattr("data_gen.sources.open_source", lambda _: lambda _: iter([item]))
    with pytest.raises(UserError, match="choose a --judge"):
        build.build("sc-ift", ["evolved:x"], tmp_path / "out", Choices(0, 0))
    made = build.build(
        "sc-ift", ["evolved:x"], tmp_path / "out", Choices(0, 0), judges.parse(["bandit"], 1)
    )
    assert made.counts["label_source"] == {"judge": {"train": 1}}


@pytest.mark.slow
def test_a_killed_build_ends_as_one_that_was_not(tmp_path: Path) -> None:
    data = rows(tmp_path / "data.jsonl", 900)
    whole, torn = tmp_path / "whole" / "out", tmp_path / "torn" / "out"
    command = [sys.executable, "-c", "from coveval_train.cli import main; main()"]
    command += ["data", "build", "gc-ift", "--source", f"alpaca:{data}", "--judge", "bandit"]
    start = time.monotonic()
    subprocess.run([*command, "--out", str(whole)], check=True, capture_output=True)
    took = time.monotonic() - start
    rng = random.Random(0)
    killed = 0
    for _ in range(4):
        running = subprocess.Popen(
            [*command, "--out", str(torn)],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(rng.uniform(0.3, 0.6) * took)
        if running.poll() is None:
            killed += 1
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    assert killed > 1
    subprocess.run([*command, "--out", str(torn)], check=True, capture_output=True)
    for name in FILES:
        assert (torn / name).read_bytes() == (whole / name).read_bytes(), name
    assert len(tables.read(whole / "rejected.jsonl", Rejected)) == 300
    opinions = tables.read_appended(torn / "opinions.jsonl", screening.Opinion)
    assert max(Counter(each.key for each in opinions).values()) == 1
    assert [path.name for path in (tmp_path / "torn").iterdir()] == ["out"]
