"""`coveval train check` on real configurations and data, and on faulty ones."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coveval_train import cwe, tables
from coveval_train.cli import build_app
from coveval_train.errors import UserError
from coveval_train.records import Instruction
from eval import preflight
from eval.bench import benchmark, suite
from eval.bench.benchmark import Benchmark

ROOT = Path(__file__).parents[2]
VCJUDGE = ROOT / "recipes/vcjudge/llama3-8b-qlora.yaml"
IFT = ROOT / "recipes/ift/llama2-7b-chat-qlora.yaml"


@pytest.fixture(scope="module")
def bench() -> Benchmark:
    return benchmark.chosen("embedded", cwe.chosen(None))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from data_gen import build
    from data_gen.card import Choices

    folder = tmp_path_factory.mktemp("data")
    build.build("vcjudge", ["embedded"], folder / "vd", Choices(0.2, 0))
    build.build("sc-ift", ["embedded"], folder / "sc", Choices(0.2, 0))
    return folder


@pytest.fixture
def vcjudge(tiny_model: Path, data: Path, tmp_path: Path) -> list[str]:
    return arguments(
        VCJUDGE,
        model_name_or_path=tiny_model,
        train_file=data / "vd/train.jsonl",
        validation_file=data / "vd/validation.jsonl",
        output_dir=tmp_path / "out",
        max_length=8000,
    )


@pytest.fixture
def mixture(tiny_model: Path, data: Path, tmp_path: Path) -> list[str]:
    files = {name: str(data / name / "train.jsonl") for name in ("sc", "vd")}
    return arguments(
        IFT,
        model_name_or_path=tiny_model,
        train_files=json.dumps(files),
        weights="{sc: 1, vd: 3}",
        total=100,
        objective="safecoder",
        output_dir=tmp_path / "out",
        max_length=8000,
    )


def arguments(path: Path, **overrides: object) -> list[str]:
    line = ["--config", str(path)]
    for name, value in overrides.items():
        line += [f"--{name}", str(value)]
    return line


def test_a_judges_run_is_described(vcjudge: list[str], bench: Benchmark) -> None:
    found = preflight.check(vcjudge, bench, processes=2)
    assert found.tokens.end_of_turn == "<|im_end|>"
    assert found.tokens.pad == "<|endoftext|>"
    train = found.coverage["train"]
    assert train.loss_tokens < train.tokens / 2
    assert set(train.labels) == {"secure", "vulnerable"}
    assert found.contamination.families == {}
    assert found.schedule.effective_batch == 4 * 4 * 2
    batches = -(-train.rows // 8)
    assert found.schedule.steps == 3 * -(-batches // 4)
    assert found.disk.suffices
    # Two layers of seven linear modules, rank 16, float32, and Adam's two moments.
    widths = {"q": (64, 64), "k": (64, 32), "v": (64, 32), "o": (64, 64)}
    widths |= {"gate": (64, 128), "up": (64, 128), "down": (128, 64)}
    trained = 2 * sum(16 * (one + other) for one, other in widths.values())
    assert found.disk.checkpoint == 3 * 4 * trained


def test_what_is_learnt_of_the_example_is_its_answer(vcjudge: list[str], bench: Benchmark) -> None:
    learnt = [part.text for part in preflight.check(vcjudge, bench, 1).example if part.learnt]
    assert learnt in (["safe<|im_end|>"], ["unsafe<|im_end|>"])


def test_a_mixture_is_described(mixture: list[str], bench: Benchmark) -> None:
    found = preflight.check(mixture, bench, processes=1)
    assert {share.source: share.rows for share in found.shares} == {"sc": 25, "vd": 75}
    # Of a pair, each version that the fix changed is a sequence.
    assert 100 < found.schedule.sequences <= 125


def test_packing_shortens_the_epoch(vcjudge: list[str], bench: Benchmark) -> None:
    apart = preflight.check(vcjudge, bench, 1).schedule
    packed = preflight.check([*vcjudge, "--packing", "true"], bench, 1).schedule
    assert packed.sequences < apart.sequences
    assert packed.steps < apart.steps


def test_benchmark_programs_in_the_data_are_found(
    vcjudge: list[str], data: Path, bench: Benchmark, tmp_path: Path
) -> None:
    rows = tables.read(data / "vd/train.jsonl", Instruction)
    asked = next(family for family in suite.load() if family.about.split == "eval")
    question = (
        rows[0].messages[0].model_copy(update={"content": f"```\n{asked.programs[0].code}\n```"})
    )
    leaked = rows[0].model_copy(
        update={"family": asked.id, "messages": [question, *rows[0].messages[1:]]}
    )
    tables.write([leaked, *rows[1:]], tmp_path / "train.jsonl")
    found = preflight.check([*vcjudge, "--train_file", str(tmp_path / "train.jsonl")], bench, 1)
    assert found.contamination.families == {asked.id: 1}
    assert asked.programs[0].id in {pair.first for pair in found.contamination.copies}
    assert any("families that the benchmark asks about" in line for line in found.warnings)


def test_a_one_sided_judge_is_warned_of(
    vcjudge: list[str], data: Path, bench: Benchmark, tmp_path: Path
) -> None:
    rows = tables.read(data / "vd/train.jsonl", Instruction)
    unsafe = [row for row in rows if row.label == "vulnerable" and row.kind == "judgment"]
    tables.write(unsafe, tmp_path / "train.jsonl")
    found = preflight.check([*vcjudge, "--train_file", str(tmp_path / "train.jsonl")], bench, 1)
    assert "train: every labelled program is vulnerable" in found.warnings[0]


def test_long_rows_are_warned_of(vcjudge: list[str], bench: Benchmark) -> None:
    found = preflight.check([*vcjudge, "--max_length", "1500"], bench, 1)
    assert found.too_long["train"] > 0
    assert any("too long and left out" in line for line in found.warnings)


def test_the_steps_of_dpo_are_warned_of(mixture: list[str], bench: Benchmark) -> None:
    found = preflight.check([*mixture, "--objective", "dpo"], bench, 1)
    [warning] = [line for line in found.warnings if line.startswith("DPO")]
    assert re.match(r"DPO on [1-9]\d* pairs follows", warning)
    assert not any(line.startswith("DPO") for line in preflight.check(mixture, bench, 1).warnings)


def test_all_problems_are_named_at_once(bench: Benchmark) -> None:
    line = arguments(VCJUDGE, model_name_or_path="./absent", train_file="absent.jsonl")
    with pytest.raises(UserError) as raised:
        preflight.check([*line, "--validation_file", "gone.jsonl"], bench, 1)
    assert len(raised.value.problems) == 3


def test_the_command_shows_and_prints_json(vcjudge: list[str]) -> None:
    shown = CliRunner().invoke(build_app(), ["train", "check", *vcjudge])
    assert shown.exit_code == 0, shown.output
    assert "what is learnt in green" in shown.output
    printed = CliRunner().invoke(build_app(), ["train", "check", "--json", *vcjudge])
    assert json.loads(printed.stdout)["schedule"]["effective_batch"] == 16


def test_without_a_configuration_the_command_says_how(tmp_path: Path) -> None:
    done = CliRunner().invoke(build_app(), ["train", "check"])
    assert done.exit_code != 0
    assert "--config FILE" in str(done.exception)
