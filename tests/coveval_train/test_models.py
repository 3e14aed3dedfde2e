import json
from pathlib import Path

import pytest

from coveval_train import models
from coveval_train.errors import UserError
from coveval_train.models import ModelRef

MODEL_FILES = ("config.json", "tokenizer.json", "model.safetensors")


def model_folder(path: Path, *files: str) -> str:
    path.mkdir()
    for file in files:
        (path / file).write_text(f"contents of {file}")
    return str(path)


def adapter_folder(path: Path, config: str, *files: str) -> str:
    folder = model_folder(path, "adapter_model.safetensors", *files)
    (path / "adapter_config.json").write_text(config)
    return folder


def config_for(base: str | None) -> str:
    return json.dumps({"base_model_name_or_path": base})


@pytest.fixture
def base(tmp_path: Path) -> str:
    return model_folder(tmp_path / "base", *MODEL_FILES)


def problems_of(name: str, adapter: str | None = None) -> list[str]:
    with pytest.raises(UserError) as raised:
        models.resolve(name, adapter)
    return raised.value.problems


def test_a_complete_folder_stands_for_itself(base: str) -> None:
    ref = models.resolve(base)
    assert ref == ModelRef(base)
    assert (ref.name, ref.tokenizer) == ("base", base)


@pytest.mark.parametrize("name", ["gpt2", "Qwen/Qwen2.5-Coder-7B", "meta-llama/Llama-3.1-8B"])
def test_a_hub_id_is_accepted_with_its_revision(name: str) -> None:
    assert models.resolve(name, revision="main") == ModelRef(name, None, "main")


@pytest.mark.parametrize("name", ["/none", "./none", "../none", "~/none", "runs/demo/none", "a b"])
def test_a_missing_folder_is_one_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert problems_of(name) == [
        f"{name}: no such model folder, and not a hub id of the form owner/name"
    ]


def test_a_file_is_no_model(base: str) -> None:
    (problem,) = problems_of(f"{base}/config.json")
    assert "name the folder" in problem


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("config.json", "no config.json"),
        ("tokenizer.json", "no tokenizer"),
        ("model.safetensors", "no weights"),
    ],
)
def test_the_part_that_a_folder_lacks_is_named(tmp_path: Path, missing: str, said: str) -> None:
    files = [file for file in MODEL_FILES if file != missing]
    folder = model_folder(tmp_path / "model", *files)
    (problem,) = problems_of(folder)
    assert problem.startswith(f"{folder}: {said}")


def test_all_that_an_empty_folder_lacks_is_named_at_once(tmp_path: Path) -> None:
    assert len(problems_of(model_folder(tmp_path / "empty"))) == 3


@pytest.mark.parametrize("weights", ["pytorch_model.bin", "model-00001-of-00002.safetensors"])
@pytest.mark.parametrize("tokenizer", ["tokenizer.model", "vocab.json"])
def test_other_usual_files_are_accepted(tmp_path: Path, weights: str, tokenizer: str) -> None:
    folder = model_folder(tmp_path / "model", "config.json", weights, tokenizer)
    assert models.resolve(folder).base == folder


def test_an_adapter_folder_resolves_to_its_base(tmp_path: Path, base: str) -> None:
    adapter = adapter_folder(tmp_path / "tuned", config_for(base))
    ref = models.resolve(adapter, revision="v1")
    assert ref == ModelRef(base, adapter, "v1") == models.resolve(base, adapter, "v1")
    assert ref.name == "tuned"


def test_the_tokenizer_is_the_adapters_own_if_it_has_one(tmp_path: Path, base: str) -> None:
    bare = adapter_folder(tmp_path / "bare", config_for(base))
    own = adapter_folder(tmp_path / "own", config_for(base), "tokenizer.json")
    assert models.resolve(bare).tokenizer == base
    assert models.resolve(own).tokenizer == own


def test_problems_of_base_and_adapter_are_named_together(tmp_path: Path) -> None:
    adapter = model_folder(tmp_path / "adapter")
    found = problems_of("/none", adapter)
    assert [problem.split(":")[0] for problem in found] == ["/none", adapter, adapter]


@pytest.mark.parametrize("config", ["{}", "torn {", "[]", config_for(None)])
def test_an_adapter_that_names_no_base_asks_for_it(tmp_path: Path, config: str) -> None:
    adapter = adapter_folder(tmp_path / "tuned", config)
    (problem,) = problems_of(adapter)
    assert problem.endswith(f"names no base model; pass it and --adapter {adapter}")


@pytest.mark.parametrize("file", MODEL_FILES)
def test_a_fingerprint_changes_with_any_file_even_at_equal_size(base: str, file: str) -> None:
    before = models.fingerprint(ModelRef(base))
    assert models.fingerprint(ModelRef(base)) == before
    path = Path(base, file)
    path.write_text(path.read_text().swapcase())
    assert models.fingerprint(ModelRef(base)) != before


@pytest.mark.parametrize("offset", [0, 1 << 28, (1 << 29) - 1])
def test_a_fingerprint_sees_both_ends_and_the_middle_of_large_weights(
    base: str, offset: int
) -> None:
    with Path(base, "model.safetensors").open("r+b") as weights:
        weights.truncate(1 << 29)
        before = models.fingerprint(ModelRef(base))
        weights.seek(offset)
        weights.write(b"\xff")
    assert models.fingerprint(ModelRef(base)) != before


def test_a_fingerprint_changes_with_the_adapter(tmp_path: Path, base: str) -> None:
    ref = models.resolve(adapter_folder(tmp_path / "tuned", config_for(base)))
    before = models.fingerprint(ref)
    (tmp_path / "tuned" / "adapter_model.safetensors").write_text("trained further")
    assert models.fingerprint(ref) != before
    assert models.fingerprint(ModelRef(base)) != before


def test_models_of_the_hub_are_told_apart_by_id_and_revision() -> None:
    refs = [ModelRef("a/b"), ModelRef("a/c"), ModelRef("a/b", revision="v1")]
    assert len({models.fingerprint(ref) for ref in refs}) == 3
