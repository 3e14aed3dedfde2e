import json
import tarfile
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from coveval_train import cwe, tables
from coveval_train.cli import build_app
from coveval_train.errors import UserError
from coveval_train.records import Instruction, Message
from data_gen import decontamination
from data_gen.decontamination import Decontaminated, Match
from eval.bench import benchmark
from eval.bench.benchmark import Benchmark

SHARED = Path(__file__).parents[3] / "shared" / "data"
OTHER = "def add(first, second):\n    return first + second\n"


@pytest.fixture(scope="module")
def bench() -> Benchmark:
    return benchmark.chosen("embedded", ["CWE-22"])


def row(name: str, answer: str, family: str = "mine") -> Instruction:
    return Instruction(
        id=name,
        kind="general",
        messages=[
            Message(role="user", content="Write a program."),
            Message(role="assistant", content=answer, loss=True),
        ],
        family=family,
        split="train",
        origin="test",
        prompt="test@1",
    )


def run(rows: list[Instruction], bench: Benchmark, folder: Path) -> Decontaminated:
    tables.write(rows, folder / "data.jsonl")
    out = folder / "out"
    names = [str(folder / "data.jsonl")]
    return decontamination.decontaminate(names, bench, out, Console(quiet=True))


def test_each_kind_of_match_is_counted_and_taken_out(bench: Benchmark, tmp_path: Path) -> None:
    program, scenario = bench.programs[0], bench.scenarios[0]
    lines = program.code.split("\n")
    part = "\n".join(lines[len(lines) // 2 :])
    rows = [
        row("same", program.code.replace("\n", "\n\n")),
        row("near", f"```python\n{program.code}\nprint(1)\n```"),
        row("part", f"{part}\n{OTHER * 20}"),
        row("family", OTHER, scenario.family),
        row("clean", OTHER),
    ]
    found = run(rows, bench, tmp_path)
    assert (found.items, found.left) == (5, 1)
    clean = tables.read(tmp_path / "out" / "clean.jsonl", Instruction)
    assert [each.id for each in clean] == ["clean"]
    matches = {
        match.item: match
        for match in tables.read(tmp_path / "out" / "matches.jsonl", Match)
        if match.part == "programs"
    }
    assert matches["same"].exact == program.id
    assert (matches["near"].exact, matches["near"].copy_of) == (None, program.id)
    assert (matches["part"].copy_of, matches["part"].ngrams_of is None) == (None, False)
    assert matches["family"].family
    assert found.parts["programs"].exact == 1
    assert found.parts["programs"].copies == 2
    assert found.parts["programs"].telling_ngram == 3
    assert (found.parts["programs"].families, found.parts["programs"].same_family) == (1, 1)


def test_missing_and_malformed_files_are_told_together(bench: Benchmark, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{}\n")
    names = [str(tmp_path / "none.jsonl"), str(tmp_path / "bad.jsonl")]
    with pytest.raises(UserError) as raised:
        decontamination.decontaminate(names, bench, tmp_path / "out", Console(quiet=True))
    assert "none.jsonl: no such file" in raised.value.problems[0]
    assert "bad.jsonl:1" in raised.value.problems[1]
    assert not (tmp_path / "out").exists()


@pytest.mark.official
@pytest.mark.skipif(not SHARED.exists(), reason="the published data is not there")
def test_the_published_training_scenarios_share_every_family(tmp_path: Path) -> None:
    with tarfile.open(SHARED / "coveval_v1.tar.gz") as archive:
        archive.extractall(tmp_path / "clone", filter="data")
    name = f"official:{tmp_path}/clone"
    arguments = ["data", "decontaminate", name, "--bench", name, "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(build_app(), [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert (found["items"], found["left"]) == (1350, 0)
    completion = found["parts"]["completion"]
    assert completion == {
        "families": 54,
        "same_family": 1350,
        "exact": 0,
        "any_ngram": 1068,
        "telling_ngram": 980,
        "copies": 1,
    }
    assert len(cwe.WEAKNESSES) * 3 == completion["families"]
