"""Analysers as judges of candidates: verdicts, findings and what a restart does again."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.progress import Progress

from coveval_train import tables
from coveval_train.records import Outcome, Verdict
from coveval_train.runs import RunFolder
from eval.oracles.analysers import Analysis, tools
from eval.stages.analyse import analyse, write_sarif
from eval.stages.judge import Candidate

COPY = "#include <string.h>\nvoid keep(char *to, const char *from) { strcpy(to, from); }\n"
SUM = "int sum(int a, int b) { return a + b; }\n"

pytestmark = pytest.mark.usefixtures("sandbox")


def candidate(request: str, code: str | None, language: str = "c", sample: int = 0) -> Candidate:
    return Candidate(request, sample, "family", "CWE-787", language, code, "fenced")  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    if tools.find("flawfinder") is None:
        pytest.skip(tools.missing("flawfinder"))
    return RunFolder(tmp_path)


def judged(folder: RunFolder, items: Sequence[Candidate]) -> dict[tuple[str, int], Outcome]:
    with Progress(disable=True) as progress:
        analyse("flawfinder", items, folder, progress)
    rows = tables.read(folder.verdicts, Verdict)
    assert len({row.key for row in rows}) == len(rows)
    return {row.key: row.outcome for row in rows}


ITEMS = [
    candidate("copies", COPY),
    candidate("sums", SUM),
    candidate("copies", SUM, sample=1),
    candidate("says nothing", None),
    candidate("python", "import os\n", "python"),
]


def test_each_program_in_its_language_gets_a_verdict(folder: RunFolder) -> None:
    assert judged(folder, ITEMS) == {
        ("copies", 0): Outcome.VULNERABLE,
        ("sums", 0): Outcome.SECURE,
        ("copies", 1): Outcome.SECURE,
        ("says nothing", 0): Outcome.UNPARSED,
    }


def test_a_restart_analyses_what_is_missing_and_doubles_nothing(folder: RunFolder) -> None:
    judged(folder, ITEMS[:1])
    whole = judged(folder, ITEMS)
    # As if the kill had come between the findings and the verdicts.
    folder.verdicts.unlink()
    assert judged(folder, ITEMS) == whole
    analyses = tables.read(folder.analyses, Analysis)
    assert sorted(row.program for row in analyses) == ["copies", "copies#1", "sums"]


def test_the_findings_are_written_as_sarif(folder: RunFolder) -> None:
    judged(folder, ITEMS)
    write_sarif(["flawfinder"], folder)
    (run,) = json.loads(folder.sarif.read_text())["runs"]
    (found,) = run["results"]
    place = found["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("copies", 2)
