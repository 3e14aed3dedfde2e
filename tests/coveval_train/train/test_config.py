from dataclasses import dataclass, field
from pathlib import Path

import pytest
from trl import SFTConfig

from coveval_train.errors import UserError
from coveval_train.train import config


@dataclass
class Model:
    model: str
    rank: int = 16
    modules: list[str] | None = None

    def __post_init__(self) -> None:
        if self.rank < 1:
            raise ValueError("rank must be at least 1")


@dataclass
class Training:
    learning_rate: float = 1e-4
    use_cpu: bool = False
    max_steps: int = -1
    names: list[str] = field(default_factory=list)


def parse(tmp_path: Path, text: str, *arguments: str) -> tuple[Model, Training]:
    file = tmp_path / "config.yaml"
    file.write_text(text)
    model, training = config.parse([Model, Training], ["--config", str(file), *arguments])
    return model, training


def problems(tmp_path: Path, text: str, *arguments: str) -> list[str]:
    with pytest.raises(UserError) as error:
        parse(tmp_path, text, *arguments)
    return error.value.problems


def test_values_reach_their_dataclasses(tmp_path: Path) -> None:
    model, training = parse(tmp_path, "model: m\nmodules: [q, k]\nlearning_rate: 5e-6\n")
    assert model == Model("m", modules=["q", "k"])
    assert training.learning_rate == 5e-6


def test_the_command_line_overrides_the_file(tmp_path: Path) -> None:
    model, training = parse(
        tmp_path, "model: m\nrank: 4\n", "--rank", "8", "--use_cpu=true", "--names", "[a, b]"
    )
    assert model.rank == 8
    assert training.use_cpu is True
    assert training.names == ["a", "b"]


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, "learnin_rate: 1\nrank: 1.5\nuse_cpu: maybe\n", "--max_stepz", "3")
    where = tmp_path / "config.yaml"
    assert found == [
        f"{where}: learnin_rate: unknown key. Did you mean 'learning_rate'?",
        "command line: --max_stepz: unknown key. Did you mean 'max_steps'?",
        f"{where}: rank: 1.5 is not of type int",
        f"{where}: use_cpu: 'maybe' is not of type bool",
        f"{where}: missing key 'model', which has no default",
    ]


def test_a_combination_that_a_dataclass_refuses_is_a_problem_of_the_file(tmp_path: Path) -> None:
    assert problems(tmp_path, "model: m\nrank: 0\n") == [
        f"{tmp_path / 'config.yaml'}: rank must be at least 1"
    ]


@pytest.mark.parametrize("text", ["- a\n", "a: [\n", "just text"])
def test_a_file_that_is_no_mapping_is_one_problem(tmp_path: Path, text: str) -> None:
    assert len(problems(tmp_path, text)) == 1


def test_a_missing_file_is_named() -> None:
    with pytest.raises(UserError, match=r"absent\.yaml: no such config file"):
        config.parse([Training], ["--config", "absent.yaml"])


@pytest.mark.parametrize("arguments", [["--rank"], ["rank", "3"]])
def test_a_malformed_command_line_is_a_problem(arguments: list[str]) -> None:
    with pytest.raises(UserError, match="command line"):
        config.parse([Training], arguments)


def test_infinities_are_refused(tmp_path: Path) -> None:
    assert "not a finite number" in problems(tmp_path, "model: m\nlearning_rate: .inf\n")[0]


def test_what_was_written_is_kept_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("b: 1\na: x\n")
    assert config.written(["--config", str(file), "--b", "2"]) == {"a": "x", "b": 2}


def test_the_word_no_is_not_false_where_it_is_a_choice(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("output_dir: x\nsave_strategy: no\nbf16: no\n")
    line = ["--config", str(file), "--eval_strategy", "no", "--use_cpu", "true"]
    (args,) = config.parse([SFTConfig], line)
    assert (args.save_strategy, args.eval_strategy, args.bf16) == ("no", "no", False)
