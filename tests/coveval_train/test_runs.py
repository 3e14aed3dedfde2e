import json
import platform
from pathlib import Path

import pytest

from coveval_train import runs
from coveval_train.errors import UserError

SETTINGS = {"model": "modèle/漢", "seed": 0, "decoding": {"temperature": 0.1, "stop": None}}


def test_versions_name_python_and_the_libraries_that_decide_a_result() -> None:
    found = runs.versions()
    assert found["python"] == platform.python_version()
    assert {"coveval-train", *runs.PACKAGES} == found.keys() - {"python"}


def test_a_new_run_records_its_settings_and_versions(tmp_path: Path) -> None:
    folder = runs.open_run(tmp_path / "runs" / "first", SETTINGS)
    assert runs.read_settings(folder) == SETTINGS
    assert json.loads(folder.manifest.read_text())["versions"] == runs.versions()


def test_a_run_goes_on_with_equal_settings(tmp_path: Path) -> None:
    first = runs.open_run(tmp_path, SETTINGS)
    first.responses.write_text("kept")
    manifest = first.manifest.read_bytes()
    again = runs.open_run(tmp_path, dict(reversed(SETTINGS.items())))
    assert again == first
    assert first.manifest.read_bytes() == manifest
    assert first.responses.read_text() == "kept"


def test_every_changed_setting_is_named_with_both_values(tmp_path: Path) -> None:
    runs.open_run(tmp_path, {"seed": 0, "model": "a", "tasks": ["repair"], "gone": 1})
    now = {"seed": 1, "model": "a", "tasks": ["repair", "detection"], "new": 2}
    with pytest.raises(UserError) as raised:
        runs.open_run(tmp_path, now)
    (problem,) = raised.value.problems
    assert "seed: 0 before, 1 now" in problem
    assert "tasks: ['repair'] before, ['repair', 'detection'] now" in problem
    assert "gone: 1 before, None now" in problem
    assert "new: None before, 2 now" in problem
    assert "model" not in problem


def test_a_refused_run_keeps_its_manifest(tmp_path: Path) -> None:
    folder = runs.open_run(tmp_path, {"seed": 0})
    with pytest.raises(UserError, match="other settings"):
        runs.open_run(tmp_path, {"seed": 1})
    assert runs.read_settings(folder) == {"seed": 0}


@pytest.mark.parametrize(
    "content", ["", "torn {", "{}", "[]", "null", '{"settings": []}', '{"settings": null}']
)
def test_a_file_that_is_no_manifest_is_one_user_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(UserError, match=r"run\.json: not a run's manifest"):
        runs.open_run(tmp_path, SETTINGS)


def test_a_folder_without_a_run_has_no_settings(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"run\.json: not a run's manifest"):
        runs.read_settings(runs.RunFolder(tmp_path))


def test_making_a_folder_leaves_it_empty_and_may_be_repeated(tmp_path: Path) -> None:
    runs.make_folder(tmp_path / "a" / "b")
    runs.make_folder(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


@pytest.mark.parametrize("below", [(), ("sub",), ("sub", "deeper")])
def test_an_unwritable_folder_is_one_clear_problem(tmp_path: Path, below: tuple[str, ...]) -> None:
    (tmp_path / "file").touch()
    path = tmp_path.joinpath("file", *below)
    with pytest.raises(UserError) as raised:
        runs.open_run(path, SETTINGS)
    (problem,) = raised.value.problems
    assert problem.startswith(f"{path}: cannot write there (")
    assert "\n" not in problem
