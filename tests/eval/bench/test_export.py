"""The exported dataset is read back by the library its users have."""

from pathlib import Path

import pytest
import yaml

from coveval_train.records import Program, Scenario
from eval.bench import export
from eval.bench.suite import Family


@pytest.fixture(scope="module")
def folder(families: list[Family], tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("export") / "suite"
    export.write(families, made)
    return made


@pytest.mark.parametrize("config", ["scenarios", "programs"])
def test_every_record_comes_back_as_it_was(
    folder: Path, families: list[Family], config: str, tmp_path: Path
) -> None:
    import datasets

    loaded = datasets.load_dataset(str(folder), config, cache_dir=str(tmp_path))
    rows = [row for split in loaded.values() for row in split]
    if config == "scenarios":
        extra = ("entry", "exploit")
        read = [Scenario(**{k: v for k, v in row.items() if k not in extra}) for row in rows]
        assert {item.id: item for item in read} == {f.scenario.id: f.scenario for f in families}
        assert all(row[name] for row in rows for name in extra)
    else:
        read = [Program(**row) for row in rows]
        assert {item.id: item for item in read} == {p.id: p for f in families for p in f.programs}
    assert {row["split"] for row in loaded["train"]} == {"train"}
    assert {row["split"] for row in loaded["test"]} == {"eval"}


def test_no_file_holds_the_tests(folder: Path) -> None:
    for path in folder.rglob("*.parquet"):
        assert b"functional_" not in path.read_bytes()


def test_the_card_counts_what_is_there(folder: Path, families: list[Family]) -> None:
    text = (folder / "README.md").read_text()
    _, head, body = text.split("---\n", 2)
    configs = yaml.safe_load(head)["configs"]
    assert [config["config_name"] for config in configs] == ["scenarios", "programs"]
    assert f"{len(families)} families" in body
    assert "| CWE-79 | 2 | 3 | 0 | 5 |" in body
