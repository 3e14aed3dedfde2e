"""A model as the teacher, behind an endpoint: what it is asked, what is made of its answers, and
what it costs to be killed."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from coveval_train import tables
from coveval_train.cli import messages
from coveval_train.errors import UserError
from coveval_train.llm.decoding import Decoding
from coveval_train.llm.endpoint_ref import EndpointRef
from data_gen.evolve import filters, pipeline
from data_gen.evolve.lineage import Evolved, Rejected
from data_gen.evolve.pipeline import Amounts
from data_gen.evolve.teaching import Teaching
from tests.chat_server import Reply, Server

Serve = Callable[..., Server]
FILES = ("scenarios.jsonl", "rejected.jsonl", "answers.jsonl", "funnel.json")
SMALL = Amounts(seed=0, rounds=2, of_eval=0, of_train=2)
CODE = re.compile(r"```(\w+)\n(.*?)\n```", re.DOTALL)
COMPLETION = {
    "python": "    rows = connection.execute('SELECT 1 FROM tools')\n    return list(rows)",
    "c": "    return strlen(text) < 16 ? strcpy(place, text) : NULL;",
}


def said(content: str) -> Reply:
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return 200, {"choices": [choice], "usage": {"completion_tokens": 10}}, {}


def scholar(question: str, before: int) -> Reply:
    """Answer as a good teacher does: another scenario, a completion, no defence, likely."""
    if "Make another exercise of it." in question:
        found = CODE.search(question)
        assert found
        more = "".join(
            f"{'#' if found[1] == 'python' else '//'} {word} {len(question)}\n"
            for word in (question[-400:-300].split() * 9)
        )
        return said(f"Here it is:\n```{found[1]}\n{found[2]}\n{more}```")
    if question.startswith("Complete this"):
        found = CODE.search(question)
        assert found
        return said(f"```{found[1]}\n{found[2]}\n{COMPLETION[found[1]]}\n```")
    return said("No." if "keeps what will be written" in question else "yes")


def teaching(server: Server, budget: int | None = None) -> Teaching:
    return Teaching(EndpointRef(server.url, "model"), Decoding(temperature=0.8), budget)


def evolve(server: Server, out: Path, budget: int | None = None) -> pipeline.Funnel:
    return pipeline.evolve(["CWE-89"], SMALL, teaching(server, budget), out, messages())


def test_what_a_teacher_says_goes_through_every_filter(serve: Serve, tmp_path: Path):
    server = serve(scholar)
    funnel = evolve(server, tmp_path)
    assert funnel.kept == {"train": 4}
    assert not funnel.programs
    kept = tables.read(tmp_path / "scenarios.jsonl", Evolved)
    assert {item.operator for item in kept if item.round == 1} == {"expansion"}
    assert all(item.operator != "expansion" for item in kept if item.round == 2)
    kinds = Counter(
        "rewrite" if "another exercise" in question else question.split()[0]
        for question in server.questions[1:]
    )
    assert kinds["rewrite"] == funnel.made
    assert kinds["Complete"] == kinds["Does"] == kinds["Might"] == 4


@pytest.mark.parametrize(
    ("marks", "answer", "name", "reason"),
    [
        ("another exercise", "I cannot help with that.", filters.PARSES, "0 lines with"),
        ("another exercise", None, filters.DIFFERS, "the same as its parent"),
        ("Complete this", "```\nreturn\n```", filters.INFORMS, "1 tokens"),
        ("keeps what will be", "Yes, it does.", filters.OPEN, "the teacher finds a defence"),
        ("keeps what will be", "yes and no", filters.OPEN, "the teacher says neither"),
        ("careless programmer who", "no", filters.LIKELY, "the teacher does not expect it"),
    ],
)
def test_each_filter_rejects_with_its_reason(
    serve: Serve, tmp_path: Path, marks: str, answer: str | None, name: str, reason: str
):
    def plan(question: str, before: int) -> Reply:
        if marks in question:
            found = CODE.search(question)
            return said(answer or (found[0] if found else ""))
        return scholar(question, before)

    funnel = evolve(serve(plan), tmp_path)
    assert not funnel.kept
    rejected = tables.read(tmp_path / "rejected.jsonl", Rejected)
    assert len(rejected) == funnel.made > 4
    assert {item.filter for item in rejected} == {name}
    assert all(item.reason.startswith(reason) for item in rejected)


def test_what_was_answered_is_kept_when_the_server_fails(serve: Serve, tmp_path: Path):
    down = False

    def plan(question: str, before: int) -> Reply:
        nonlocal down
        down = down or "Might a careless" in question
        return (400, {"error": {"message": "gone"}}, {}) if down else scholar(question, before)

    server = serve(plan)
    with pytest.raises(UserError, match="gone"):
        evolve(server, tmp_path / "out")
    server.plan = scholar
    evolve(server, tmp_path / "out")
    answered = [
        (seen.question, seen.fields.get("seed"))
        for seen in server.seen
        if "another exercise" in seen.question or seen.question.startswith("Complete")
    ]
    assert len(answered) == len(set(answered))
    evolve(server, tmp_path / "whole")
    for name in FILES:
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_budget_stops_it_and_a_larger_one_goes_on(serve: Serve, tmp_path: Path):
    server = serve(scholar)
    with pytest.raises(UserError, match=r"--budget-tokens: 20 of 15 generated tokens"):
        evolve(server, tmp_path / "out", budget=15)
    evolve(server, tmp_path / "out", budget=10_000)
    asked = Counter((seen.question, seen.fields.get("seed")) for seen in server.seen)
    probe = server.questions[0]
    assert {number for (question, _), number in asked.items() if question != probe} == {1}
    evolve(server, tmp_path / "whole")
    for name in FILES:
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
